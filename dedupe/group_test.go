package dedupe_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/newscheck/newscheck/dedupe"
)

func doc(id, source string, unix int64, text string) dedupe.Doc {
	d := dedupe.Doc{ID: id, Source: source, Text: text}
	if unix != 0 {
		d.Time = time.Unix(unix, 0)
	}
	return d
}
