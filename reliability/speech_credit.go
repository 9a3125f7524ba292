package reliability

import (
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
)

// Bounds of where a writer is looked for under a text.
const (
	creditLines = 8   // from the end, without empty ones
	creditBytes = 300 // of one line
)

// signature returns the line under a text that credits a person with having reported
// or written it, "(Reporting by Jane Doe; editing by John Roe)", or "". An editor, and
// who helped to report, is no writer.
func (s *Speech) signature(body string) string {
	var words []text.Word
	for range creditLines {
		body = strings.TrimRight(body, " \t\r\n")
		if body == "" {
			return ""
		}
		line := body[strings.LastIndexByte(body, '\n')+1:]
		body = body[:len(body)-len(line)]
		if len(line) > creditBytes {
			continue
		}
		words = text.Words(words[:0], line)
		for _, p := range s.writers {
			if !begins(words, p) {
				continue
			}
			credit := line[words[len(p)-1].End:]
			if i := strings.IndexAny(credit, ";)]"); i >= 0 {
				credit = credit[:i]
			}
			if b, ok := article.ParseByline("By "+strings.TrimSpace(credit), nil); ok && len(b.Names) > 0 {
				return strings.TrimSpace(line)
			}
		}
	}
	return ""
}

// begins reports whether the words are the first of a line.
func begins(words []text.Word, p []uint64) bool {
	if len(p) > len(words) {
		return false
	}
	for i := range p {
		if words[i].Hash != p[i] {
			return false
		}
	}
	return true
}
