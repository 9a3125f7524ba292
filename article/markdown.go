package article

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// readMarkdown reads one Markdown text (CommonMark, loosely): simple "key:
// value" front matter goes into fields and Meta, markup is taken off.
func (r *reader) readMarkdown(f *file) error {
	data, err := r.whole(f)
	if data == nil {
		return err
	}
	return r.do(len(data), func(y yield) {
		text, n := decodeText(data, "")
		a := Article{}
		a.replaced(n)
		rest := r.frontMatter(&a, lineEnds(text))
		if isBlank(a.Text) {
			a.Text = plainOfMarkdown(rest)
		}
		if a.Title == "" {
			a.Title = firstHeading(rest)
		}
		if a.ID == "" {
			a.ID = f.name
		}
		r.yieldOne(&a, f.at(0), y)
	})
}

// maxFrontMatter bounds the lines of front matter.
const maxFrontMatter = 200

// frontMatter takes the lines between "---" and "---" at the start of text and
// returns what follows. Of YAML it knows "key: value", quoted values, and lists
// in either form; author and date stand for byline and published, as static
// site generators have them.
func (r *reader) frontMatter(a *Article, text string) (rest string) {
	head, rest, ok := strings.Cut(text, "\n")
	if !ok || strings.TrimRight(head, " \t") != "---" {
		return text
	}
	type pair struct{ key, value string }
	var pairs []pair
	for range maxFrontMatter {
		line, after, more := strings.Cut(rest, "\n")
		rest = after
		trimmed := strings.TrimSpace(line)
		if trimmed == "---" || trimmed == "..." {
			for _, p := range pairs {
				key := p.key
				field := r.keys.field([]byte(key))
				if field == fMeta && r.keys.names == nil {
					switch strings.ToLower(key) {
					case "author", "authors":
						field = fByline
					case "date":
						field = fPublished
					case "lang":
						field = fLanguage
					}
				}
				if to := field.of(a); to != nil {
					if *to == "" {
						*to = p.value
					}
				} else {
					a.setMeta(key, p.value, true)
				}
			}
			return rest
		}
		if !more {
			return text
		}
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case strings.HasPrefix(trimmed, "- ") && len(pairs) > 0:
			p := &pairs[len(pairs)-1]
			if p.value != "" {
				p.value += ", "
			}
			p.value += yamlScalar(trimmed[2:])
		default:
			key, value, ok := strings.Cut(trimmed, ":")
			if !ok || line[0] == ' ' || line[0] == '\t' {
				continue
			}
			value = strings.TrimSpace(value)
			if strings.HasPrefix(value, "[") && strings.HasSuffix(value, "]") {
				var parts []string
				for v := range strings.SplitSeq(value[1:len(value)-1], ",") {
					if v = yamlScalar(v); v != "" {
						parts = append(parts, v)
					}
				}
				value = strings.Join(parts, ", ")
			} else {
				value = yamlScalar(value)
			}
			pairs = append(pairs, pair{strings.TrimSpace(key), value})
		}
	}
	return text
}

// yamlScalar takes the quotes off a value.
func yamlScalar(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		q := s[0]
		s = s[1 : len(s)-1]
		if q == '\'' {
			return strings.ReplaceAll(s, "''", "'")
		}
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n").Replace(s)
	}
	return s
}

var (
	mdImage   = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	mdLink    = regexp.MustCompile(`\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])`)
	mdAuto    = regexp.MustCompile(`<((?:https?|mailto):[^ <>]+)>`)
	mdStrong  = regexp.MustCompile(`(\*\*|__)(\S(?:.*?\S)?)(\*\*|__)`)
	mdEm      = regexp.MustCompile(`(^|[^\pL\pN*_])[*_](\S(?:[^*_]*?\S)?)[*_]($|[^\pL\pN*_])`)
	mdCode    = regexp.MustCompile("`+([^`]+)`+")
	mdHeading = regexp.MustCompile(`^ {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	mdItem    = regexp.MustCompile(`^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?`)
	mdQuote   = regexp.MustCompile(`^(?: {0,3}> ?)+`)
	mdRule    = regexp.MustCompile(`^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$`)
	mdDef     = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:[ \t]*\S+`)
	mdTag     = regexp.MustCompile(`</?[a-zA-Z][^<>]*>|<!--.*?-->`)
	mdEscape  = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
	mdSetext  = regexp.MustCompile(`^ {0,3}(?:=+|-+)[ \t]*$`)
)

// plainOfMarkdown takes the markup off a Markdown text, line by line: headings,
// list items and quotations become paragraphs, links their words. Code blocks
// are kept as they are.
func plainOfMarkdown(src string) string {
	var paragraphs []string
	var cur []string
	flush := func() {
		if len(cur) > 0 {
			paragraphs = append(paragraphs, strings.Join(cur, "\n"))
			cur = nil
		}
	}
	fence := ""
	for line := range strings.SplitSeq(src, "\n") {
		trimmed := strings.TrimSpace(line)
		if fence != "" {
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
				flush()
			} else {
				cur = append(cur, line)
			}
			continue
		}
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			flush()
			fence = trimmed[:3]
			continue
		}
		if stripped := mdQuote.ReplaceAllString(line, ""); stripped != line {
			line, trimmed = stripped, strings.TrimSpace(stripped)
		}
		switch {
		case trimmed == "":
			flush()
			continue
		case mdSetext.MatchString(line) && len(cur) > 0:
			flush()
			continue
		case mdRule.MatchString(line), mdDef.MatchString(line):
			flush()
			continue
		}
		if m := mdHeading.FindStringSubmatch(line); m != nil {
			flush()
			if s := inlineMarkdown(m[1]); s != "" {
				paragraphs = append(paragraphs, s)
			}
			continue
		}
		if at := mdItem.FindString(line); at != "" {
			flush()
			line = line[len(at):]
		}
		if s := inlineMarkdown(line); s != "" {
			cur = append(cur, s)
		}
	}
	flush()
	return strings.Join(paragraphs, "\n\n")
}

// inlineMarkdown takes the markup off one line.
func inlineMarkdown(s string) string {
	if strings.ContainsAny(s, "*_`[]<>!\\&") {
		s = mdImage.ReplaceAllString(s, "$1")
		s = mdLink.ReplaceAllString(s, "$1")
		s = mdAuto.ReplaceAllString(s, "$1")
		s = mdTag.ReplaceAllString(s, "")
		s = mdStrong.ReplaceAllString(s, "$2")
		s = mdEm.ReplaceAllString(s, "$1$2$3")
		s = mdCode.ReplaceAllString(s, "$1")
		s = mdEscape.ReplaceAllString(s, "$1")
		s = html.UnescapeString(s)
	}
	return strings.TrimSpace(s)
}

// firstHeading is the first level-one heading when it stands before any text.
func firstHeading(src string) string {
	lines := strings.SplitN(strings.TrimLeft(src, "\n \t"), "\n", 3)
	if m := mdHeading.FindStringSubmatch(lines[0]); m != nil && strings.HasPrefix(strings.TrimLeft(lines[0], " "), "# ") {
		return inlineMarkdown(m[1])
	}
	if len(lines) > 1 && strings.HasPrefix(strings.TrimSpace(lines[1]), "==") && mdSetext.MatchString(lines[1]) {
		return inlineMarkdown(lines[0])
	}
	return ""
}
