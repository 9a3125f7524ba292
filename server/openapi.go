package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

// openAPI makes the description of the server (OpenAPI 3.1) out of the routes
// and of the types that they answer with, so that it cannot say anything else
// than the program does.
func openAPI(version string) ([]byte, error) {
	s := schemas{}
	paths := map[string]map[string]any{}
	for _, rt := range apiRoutes() {
		if paths[rt.path] == nil {
			paths[rt.path] = map[string]any{}
		}
		paths[rt.path][strings.ToLower(rt.method)] = s.operation(rt)
	}
	s.of(reflect.TypeFor[Problem]())
	s["ArticleIn"] = articleSchema
	doc := map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "newscheck", "version": version, "license": map[string]any{"name": "See LICENSE in the project"},
			"description": "Says of each news article whether it was seen before, whose it is, who carried it, and what changed. Errors are problem details (RFC 9457). Ids stand percent-encoded in paths, slashes too."},
		"servers":  []any{map[string]any{"url": "/"}},
		"paths":    paths,
		"security": []any{map[string]any{"bearer": []any{}}, map[string]any{"basic": []any{}}, map[string]any{}},
		"components": map[string]any{
			"schemas": s,
			"securitySchemes": map[string]any{
				"bearer": map[string]any{"type": "http", "scheme": "bearer", "description": "The token that the server was started with. A server without one is for its own machine."},
				"basic":  map[string]any{"type": "http", "scheme": "basic", "description": "The token as the password, with any name; for browsers."},
			},
		},
	}
	b, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// articleSchema is what article.Read takes, which is more than one type says.
var articleSchema = map[string]any{
	"type":        "object",
	"description": "An article. It has text or html; all else may be missing. Fields that are not listed are kept as its meta.",
	"properties": map[string]any{
		"id":            described("Unique among all articles. Without one, it is the address, else a print of the text.", stringSchema),
		"url":           described("Where this copy was taken from.", stringSchema),
		"canonical_url": described("What the page itself calls its address.", stringSchema),
		"publisher":     described("Name or domain of the site that this copy was taken from. When missing, the host of url.", stringSchema),
		"title":         stringSchema, "byline": stringSchema, "published": stringSchema, "fetched": stringSchema,
		"language": described("BCP 47.", stringSchema),
		"text":     described("Paragraphs parted by a blank line.", stringSchema),
		"html":     described("Read for its main text when text is missing.", stringSchema),
	},
	"anyOf": []any{map[string]any{"required": []string{"text"}}, map[string]any{"required": []string{"html"}}},
}

func described(what string, schema map[string]any) map[string]any {
	out := map[string]any{"description": what}
	for k, v := range schema {
		out[k] = v
	}
	return out
}

// schemas are the components of the document, by name of their type.
type schemas map[string]any

func (s schemas) operation(rt route) map[string]any {
	op := map[string]any{"operationId": rt.operation, "summary": rt.summary}
	if rt.about != "" {
		op["description"] = rt.about
	}
	if rt.path == "/healthz" {
		op["security"] = []any{map[string]any{}}
	}
	params := []any{}
	for part := range strings.SplitSeq(rt.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			params = append(params, map[string]any{"name": strings.TrimSuffix(name, "}"), "in": "path", "required": true, "schema": stringSchema})
		}
	}
	for _, p := range rt.query {
		params = append(params, map[string]any{"name": p.name, "in": "query", "required": p.name == "url" && rt.method == "GET", "description": p.about, "schema": p.schema})
	}
	if len(params) > 0 {
		op["parameters"] = params
	}
	content := map[string]any{}
	for _, m := range rt.takes {
		content[m.name] = map[string]any{"schema": stringSchema}
		if m.format == "json" {
			content[m.name] = map[string]any{"schema": ref("ArticleIn")}
		}
	}
	if rt.stream {
		for _, m := range streamMedia {
			content[m.name] = map[string]any{"schema": described("One ArticleIn a line.", stringSchema)}
		}
	}
	if len(content) > 0 {
		op["requestBody"] = map[string]any{"required": true, "content": content}
	}
	responses := map[string]any{}
	for _, a := range rt.gives {
		r := map[string]any{"description": a.about, "headers": requestIDAnswer}
		if a.media != "" {
			m := map[string]any{}
			if a.value != nil {
				m["schema"] = s.of(reflect.TypeOf(a.value))
			}
			r["content"] = map[string]any{a.media: m}
			if rt.stream && a.status == http.StatusOK {
				r["content"].(map[string]any)[ndjsonType] = map[string]any{"schema": described("One Finding or Problem a line.", stringSchema)}
			}
		}
		responses[strconv.Itoa(a.status)] = r
	}
	why := map[int][]string{}
	for _, k := range append([]kind{unauthorised, wrongHost, broken}, rt.problems...) {
		if rt.path == "/healthz" && (k.name == unauthorised.name || k.name == wrongHost.name) {
			continue
		}
		why[k.status] = append(why[k.status], k.title+".")
	}
	for status, titles := range why {
		responses[strconv.Itoa(status)] = map[string]any{"description": strings.Join(titles, " "), "headers": requestIDAnswer,
			"content": map[string]any{"application/problem+json": map[string]any{"schema": s.of(reflect.TypeFor[Problem]())}}}
	}
	op["responses"] = responses
	return op
}

var requestIDAnswer = map[string]any{requestIDHeader: map[string]any{"description": "The id of the request, as in the log.", "schema": stringSchema}}

func ref(name string) map[string]any {
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

// words are the values of types that have few.
var words = map[reflect.Type][]string{
	reflect.TypeFor[index.Verdict]():     {string(index.Original), string(index.Republished), string(index.Revised), string(index.Partial), string(index.Undetermined)},
	reflect.TypeFor[dedupe.Relation]():   {string(dedupe.First), string(dedupe.Copy), string(dedupe.Version), string(dedupe.Partial), string(dedupe.Quote), string(dedupe.Single), ""},
	reflect.TypeFor[provenance.Status](): {string(provenance.Stated), string(provenance.Inferred), string(provenance.Own), string(provenance.Unknown), ""},
}

// of is the schema of what encoding/json makes of a type. Types with a name
// become components.
func (s schemas) of(t reflect.Type) map[string]any {
	if values, ok := words[t]; ok {
		return map[string]any{"type": "string", "enum": values}
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return timeSchema
	case reflect.TypeFor[text.Span]():
		return map[string]any{"type": "array", "items": map[string]any{"type": "integer"}, "minItems": 2, "maxItems": 2, "description": "Start and end in bytes of the text; the end is not part of it."}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{s.of(t.Elem()), map[string]any{"type": "null"}}}
	case reflect.Array:
		return map[string]any{"type": "array", "items": s.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": s.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": s.of(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.String:
		return stringSchema
	case reflect.Struct:
		name := t.Name()
		if _, ok := s[name]; !ok {
			s[name] = map[string]any{} // a type may hold itself
			s[name] = s.object(t)
		}
		return ref(name)
	}
	panic(fmt.Sprintf("no schema for %v", t)) // a test makes the document
}

func (s schemas) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for f := range t.Fields() {
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || tag == "-" {
			continue
		}
		if f.Anonymous && tag == "" { // its fields stand among those of t
			in := s.object(f.Type)
			maps.Copy(properties, in["properties"].(map[string]any))
			required = append(required, in["required"].([]string)...)
			continue
		}
		name := tag
		if name == "" {
			name = f.Name
		}
		properties[name] = s.of(f.Type)
		if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}
