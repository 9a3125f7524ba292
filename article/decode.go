package article

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A decoder turns one JSON object into an Article. It walks the object once,
// unescapes each string once, and makes no intermediate values; nested objects
// and arrays, which are rare, go through jsontext. It accepts what jsontext
// accepts with invalid UTF-8 and duplicate names allowed (the last one wins).
// A decoder is for one goroutine.
type decoder struct {
	keys    *keys
	scratch []byte            // an unescaped string
	key     []byte            // an unescaped name
	seen    map[string]string // short strings that come again and again: one copy each
}

// maxSeen bounds decoder.seen.
const maxSeen = 4096

var errNotObject = errors.New("a record must be a JSON object")

var lenient = []jsontext.Options{jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)}

// object decodes line, which must be one JSON object, into a.
func (d *decoder) object(line []byte, a *Article) error {
	if !utf8.Valid(line) {
		var n int
		line, n = validUTF8(line)
		defer func() { a.replaced(n) }()
	}
	i := space(line, 0)
	if i == len(line) || line[i] != '{' {
		if jsontext.Value(line).IsValid(lenient...) {
			return errNotObject
		}
		return syntaxError(line)
	}
	i, ok := d.members(line, i+1, a)
	if !ok || space(line, i) != len(line) {
		return syntaxError(line)
	}
	return nil
}

// syntaxError lets jsontext say what is wrong with line.
func syntaxError(line []byte) error {
	dec := jsontext.NewDecoder(bytes.NewReader(line), lenient...)
	_, err := dec.ReadValue()
	if err == nil {
		return errors.New("invalid JSON: more follows the object on its line")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return errors.New("invalid JSON: the record is cut off")
	}
	return errors.New("invalid JSON: " + strings.TrimPrefix(err.Error(), "jsontext: "))
}

// members decodes the members of an object from just after its brace.
func (d *decoder) members(b []byte, i int, a *Article) (int, bool) {
	if i = space(b, i); i < len(b) && b[i] == '}' {
		return i + 1, true
	}
	for {
		if i >= len(b) || b[i] != '"' {
			return i, false
		}
		name, next, ok := d.str(b, i+1, &d.key)
		if !ok {
			return i, false
		}
		if i = space(b, next); i >= len(b) || b[i] != ':' {
			return i, false
		}
		if i, ok = d.value(b, space(b, i+1), name, a); !ok {
			return i, false
		}
		if i = space(b, i); i >= len(b) {
			return i, false
		}
		switch b[i] {
		case ',':
			i = space(b, i+1)
		case '}':
			return i + 1, true
		default:
			return i, false
		}
	}
}

// value decodes the value at b[i] of the member called name.
func (d *decoder) value(b []byte, i int, name []byte, a *Article) (int, bool) {
	if i >= len(b) {
		return i, false
	}
	f := d.keys.field(name)
	switch c := b[i]; c {
	case '"':
		s, next, ok := d.str(b, i+1, &d.scratch)
		if !ok {
			return i, false
		}
		switch p := f.of(a); {
		case f == fPublisher || f == fLanguage:
			*p = d.once(s)
		case p != nil:
			*p = string(s)
		case len(s) > maxMetaValue || len(name) > maxMetaValue:
			a.leftOut()
		default:
			a.putMeta(d.once(name), string(s))
		}
		return next, true
	case '{', '[':
		end, ok := compound(b, i)
		if !ok {
			return i, false
		}
		return end, d.nested(b[i:end], name, f, a)
	case 't', 'f', 'n':
		for _, word := range [...]string{"true", "false", "null"} {
			if end := i + len(word); word[0] == c && end <= len(b) && string(b[i:end]) == word {
				if c != 'n' {
					d.scalar(word, name, f, a)
				} else if p := f.of(a); p != nil {
					*p = ""
				} else {
					delete(a.Meta, string(name))
				}
				return end, true
			}
		}
		return i, false
	default:
		end, ok := number(b, i)
		if !ok {
			return i, false
		}
		d.scalar(string(b[i:end]), name, f, a)
		return end, true
	}
}

// putMeta is what a JSON member does to Meta: the last of equal names wins.
func (a *Article) putMeta(key, value string) {
	if value == "" {
		delete(a.Meta, key)
		return
	}
	a.setMeta(key, value, true)
}

// scalar stores the text of a number or boolean.
func (d *decoder) scalar(text string, name []byte, f field, a *Article) {
	if p := f.of(a); p != nil {
		*p = text
	} else {
		a.putMeta(d.once(name), text)
	}
}

// once is string(b), one copy for all short strings that are the same.
func (d *decoder) once(b []byte) string {
	if len(b) > 64 {
		return string(b)
	}
	if s, ok := d.seen[string(b)]; ok {
		return s
	}
	if d.seen == nil {
		d.seen = map[string]string{}
	}
	s := string(b)
	if len(d.seen) < maxSeen {
		d.seen[s] = s
	}
	return s
}

// str reads the string whose first byte is b[i]. The result points into b or
// into *buf, which holds it when there was something to unescape.
func (d *decoder) str(b []byte, i int, buf *[]byte) (s []byte, next int, ok bool) {
	end, escaped, ok := stringEnd(b, i)
	if !ok {
		return nil, i, false
	}
	if !escaped {
		return b[i:end], end + 1, true
	}
	*buf, ok = unescape((*buf)[:0], b[i:end])
	return *buf, end + 1, ok
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// stringEnd finds the quote that ends the string starting at b[i], eight bytes
// at a time. escaped says whether it holds a backslash.
func stringEnd(b []byte, i int) (end int, escaped, ok bool) {
	for {
		for i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			quote, slash := x^(ones*'"'), x^(ones*'\\')
			// The classic zero-byte test; borrows make false alarms only
			// above a true one, and the lowest is the one used.
			hit := ((quote-ones)&^quote | (slash-ones)&^slash | (x-ones*' ')&^x) & highs
			if hit != 0 {
				i += bits.TrailingZeros64(hit) / 8
				break
			}
			i += 8
		}
		for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
			i++
			if i+8 <= len(b) {
				break
			}
		}
		if i >= len(b) {
			return i, escaped, false
		}
		switch c := b[i]; {
		case c == '"':
			return i, escaped, true
		case c == '\\':
			escaped = true
			i += 2
		case c < ' ':
			return i, escaped, false
		}
	}
}

// unescape appends s, the inside of a JSON string, to dst.
func unescape(dst, s []byte) ([]byte, bool) {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return append(dst, s...), true
		}
		dst = append(dst, s[:i]...)
		if i+1 >= len(s) {
			return dst, false
		}
		c := s[i+1]
		s = s[i+2:]
		switch c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			u, ok := hex4(s)
			if !ok {
				return dst, false
			}
			s = s[4:]
			if utf16.IsSurrogate(u) {
				low := rune(-1)
				if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
					if low, ok = hex4(s[2:]); !ok {
						return dst, false
					}
				}
				if u = utf16.DecodeRune(u, low); u != utf8.RuneError {
					s = s[6:]
				}
			}
			dst = utf8.AppendRune(dst, u)
		default:
			return dst, false
		}
	}
}

// hex4 reads four hexadecimal digits.
func hex4(s []byte) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var u rune
	for _, c := range s[:4] {
		switch {
		case '0' <= c && c <= '9':
			u = u<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			u = u<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			u = u<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return u, true
}

// compound finds the end of the object or array at b[i] by its brackets.
func compound(b []byte, i int) (end int, ok bool) {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			if i, _, ok = stringEnd(b, i+1); !ok {
				return i, false
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
		i++
	}
	return i, false
}

// number finds the end of the JSON number at b[i].
func number(b []byte, i int) (end int, ok bool) {
	digits := func() bool {
		from := i
		for i < len(b) && '0' <= b[i] && b[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !digits() {
		return i, false
	}
	if i < len(b) && b[i] == '.' {
		i++
		if !digits() {
			return i, false
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			return i, false
		}
	}
	return i, true
}

// space skips white space from b[i].
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// validUTF8 is b with each invalid byte replaced by U+FFFD, and their number.
func validUTF8(b []byte) ([]byte, int) {
	out, n := make([]byte, 0, len(b)+16), 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			n++
			out = append(out, "\uFFFD"...)
		} else {
			out = append(out, b[:size]...)
		}
		b = b[size:]
	}
	return out, n
}
