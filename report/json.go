package report

import (
	"encoding/json"
	"io"
)

// JSON writes m, with <, > and & as they are and a line break at the end.
func JSON(w io.Writer, m *Model) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(m)
}
