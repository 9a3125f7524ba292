package outlets

import (
	"testing"
)

func registry(t testing.TB) *Registry {
	t.Helper()
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestDefaultLoads(t *testing.T) {
	if n := registry(t).Len(); n < 450 {
		t.Errorf("%d outlets, want at least 450", n)
	}
}
