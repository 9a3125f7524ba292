package article

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// nested stores an object or array: the members of "meta" and of objects that
// a dotted name reaches into by member, a list of strings in a field joined,
// anything else as compact JSON text.
func (d *decoder) nested(raw []byte, name []byte, f field, a *Article) bool {
	if f == fMeta && len(raw) > 2*maxMetaValue {
		a.leftOut() // too long to keep, so not worth checking
		return true
	}
	v := jsontext.Value(append([]byte(nil), raw...))
	if v.Compact(lenient...) != nil {
		return false
	}
	key := string(name)
	switch {
	case f == fMetaObject && v[0] == '{':
		eachMember(v, func(member string, kind jsontext.Kind, text string) {
			a.putMeta(member, text)
		})
	case f == fNested && v[0] == '{':
		d.reach(v, key, a)
	case f.of(a) != nil:
		*f.of(a) = joined(v, f)
	case len(v) > maxMetaValue:
		a.leftOut()
	default:
		a.putMeta(key, string(v))
	}
	return true
}

// reach goes into the object v, whose dotted path is path, for mapped fields.
// Members that are not mapped go to Meta under their dotted path.
func (d *decoder) reach(v jsontext.Value, path string, a *Article) {
	eachMember(v, func(member string, kind jsontext.Kind, text string) {
		full := path + "." + member
		f := d.keys.names[full]
		switch p := f.of(a); {
		case p != nil && (kind == '{' || kind == '['):
			*p = joined(jsontext.Value(text), f)
		case p != nil:
			*p = text
		case kind == '{' && d.keys.nested[full]:
			d.reach(jsontext.Value(text), full, a)
		default:
			a.putMeta(full, text)
		}
	})
}

// eachMember calls f for each member of the valid object v with the text of
// its value: unescaped for a string, "" for null, JSON otherwise.
func eachMember(v jsontext.Value, f func(name string, kind jsontext.Kind, text string)) {
	eachRaw(v, func(name string, val jsontext.Value) { f(name, val.Kind(), valueText(val)) })
}

// valueText is the text of one JSON value: unescaped for a string, "" for
// null, JSON otherwise.
func valueText(v jsontext.Value) string {
	switch v.Kind() {
	case '"':
		s, _ := jsontext.AppendUnquote(nil, v)
		return string(s)
	case 'n':
		return ""
	}
	return string(v)
}

// joined is the text of an object or list that stands where a string should:
// a list of strings and numbers joined (by blank lines in text, by commas
// elsewhere), the "name" of an object that has one, else compact JSON.
func joined(v jsontext.Value, f field) string {
	if v[0] == '{' {
		name := ""
		eachMember(v, func(member string, kind jsontext.Kind, text string) {
			if member == "name" && kind == '"' {
				name = text
			}
		})
		if name != "" {
			return name
		}
		return string(v)
	}
	dec := jsontext.NewDecoder(bytes.NewReader(v), lenient...)
	if _, err := dec.ReadToken(); err != nil {
		return string(v)
	}
	var parts []string
	for dec.PeekKind() != ']' {
		e, err := dec.ReadValue()
		if err != nil {
			return string(v)
		}
		switch e.Kind() {
		case '[':
			return string(v)
		case '{':
			if s := joined(e, f); s[0] != '{' {
				parts = append(parts, s)
			} else {
				return string(v)
			}
		default:
			if s := valueText(e); s != "" {
				parts = append(parts, s)
			}
		}
	}
	if f == fText || f == fHTML {
		return strings.Join(parts, "\n\n")
	}
	return strings.Join(parts, ", ")
}

// eachRaw calls f with each member of the valid object v. val is good only
// during the call.
func eachRaw(v jsontext.Value, f func(name string, val jsontext.Value)) {
	dec := jsontext.NewDecoder(bytes.NewReader(v), lenient...)
	if _, err := dec.ReadToken(); err != nil {
		return
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return
		}
		key := name.String()
		val, err := dec.ReadValue()
		if err != nil {
			return
		}
		f(key, val)
	}
}

// eachElement calls f with each element of the valid array v, which is good
// only during the call.
func eachElement(v jsontext.Value, f func(jsontext.Value)) {
	dec := jsontext.NewDecoder(bytes.NewReader(v), lenient...)
	dec.ReadToken()
	for dec.PeekKind() != ']' {
		e, err := dec.ReadValue()
		if err != nil {
			return
		}
		f(e)
	}
}
