package article

var mainTextCandidates = []struct {
	name string
	text func(page, url string) string
}{
	{"newscheck", func(page, u string) string {
		doc, err := parsePage(page)
		if err != nil {
			return ""
		}
		s, _ := mainText(doc, page, u)
		return s
	}},
}
