package report

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// docs/report.md tells every field of the JSON.
func TestFieldsAreDocumented(t *testing.T) {
	data, err := os.ReadFile("../docs/report.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(x reflect.Type) {
		switch x.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(x.Elem())
		case reflect.Struct:
			if seen[x] || x.PkgPath() != reflect.TypeFor[Model]().PkgPath() || x == reflect.TypeFor[Part]() {
				return
			}
			seen[x] = true
			for i := range x.NumField() {
				f := x.Field(i)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if name == "" {
					t.Errorf("%s.%s has no name in JSON", x.Name(), f.Name)
				} else if !strings.Contains(doc, "`"+name+"`") {
					t.Errorf("docs/report.md does not tell of %q (%s.%s)", name, x.Name(), f.Name)
				}
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[Model]())
	if len(seen) < 10 {
		t.Errorf("only %d types were looked at", len(seen))
	}
}
