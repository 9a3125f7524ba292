package text

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Span is a half-open range of bytes [Start, End) of some text.
// In JSON it is the two-element array [start,end].
type Span struct{ Start, End int }

// Len is the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Of returns the bytes of t that s covers.
func (s Span) Of(t string) string { return t[s.Start:s.End] }

// MarshalJSON writes s as [start,end].
func (s Span) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 24), '[')
	b = strconv.AppendInt(b, int64(s.Start), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(s.End), 10)
	return append(b, ']'), nil
}

// UnmarshalJSON reads [start,end].
func (s *Span) UnmarshalJSON(b []byte) error {
	var v []int
	if err := json.Unmarshal(b, &v); err != nil || len(v) != 2 || v[0] < 0 || v[0] > v[1] {
		return fmt.Errorf("a span must be [start,end] with 0 <= start <= end, not %s", b)
	}
	s.Start, s.End = v[0], v[1]
	return nil
}

// Word is one word of a text: the hash of its folded form and where it stands.
//
// Folding is NFKC, lower case, accents stripped, apostrophes inside a word
// dropped (don’t = don't = dont), dots of initialisms dropped (U.S. = us),
// grouping commas in numbers dropped (1,000 = 1000). In scripts that put no
// spaces between words each character is a Word.
type Word struct {
	Hash       uint64 // 64-bit hash of the folded form; equal words, equal hash
	Start, End uint32 // byte offsets in the source text; texts over 4 GiB are cut
}
