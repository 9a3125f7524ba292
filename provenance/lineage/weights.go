package lineage

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed weights.tsv
var weightsFile string

// weights are the costs of weights.tsv by rule.
type weights map[string]float64

// defaultWeights parses the embedded table once.
var defaultWeights = sync.OnceValue(func() weights {
	w, err := parseWeights(weightsFile)
	if err != nil {
		panic("lineage: weights.tsv: " + err.Error()) // embedded: a test parses it
	}
	return w
})

// parseWeights reads a table in the layout of weights.tsv. Every rule that the
// code uses must be there.
func parseWeights(s string) (weights, error) {
	w := weights{}
	n := 0
	for line := range strings.Lines(s) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 || f[0] == "" || f[3] == "" {
			return nil, fmt.Errorf("line %d: want rule, cost, meaning and reference, parted by tabs", n)
		}
		c, err := strconv.ParseFloat(f[1], 64)
		if err != nil || !(c >= 0 && c <= 100) {
			return nil, fmt.Errorf("line %d: cost %q is no number from 0 to 100", n, f[1])
		}
		if _, ok := w[f[0]]; ok {
			return nil, fmt.Errorf("line %d: rule %s is there twice", n, f[0])
		}
		w[f[0]] = c
	}
	for _, r := range rules {
		if _, ok := w[r]; !ok {
			return nil, fmt.Errorf("rule %s is missing", r)
		}
	}
	return w, nil
}

// The rules, as named in weights.tsv.
const (
	ruleCutTail        = "cut.tail"
	ruleDropPassage    = "drop.passage"
	ruleGainPassage    = "gain.passage"
	ruleGainTail       = "gain.tail"
	ruleRestoreTail    = "restore.tail"
	ruleRestorePassage = "restore.passage"
	ruleSecondhand     = "secondhand"
	ruleRestoreWord    = "restore.word"
	ruleRewrite        = "rewrite"
	ruleElsewhere      = "rewrite.elsewhere"
	ruleWordChanged    = "word.changed"
	ruleTypoMade       = "typo.made"
	ruleTypoMended     = "typo.mended"
	ruleHeadlineNew    = "headline.new"
	ruleMoved          = "moved"
	ruleNamedChild     = "named.child"
	ruleNamedParent    = "named.parent"
	ruleNamedOther     = "named.other"
	ruleNamedSelf      = "named.self"
	ruleNamedLost      = "named.lost"
	ruleOriginNew      = "origin.new"
	ruleOriginLost     = "origin.lost"
	ruleOriginSelf     = "origin.self"
	ruleNoticeLost     = "notice.lost"
	ruleNoticeNew      = "notice.new"
	ruleTimeReversed   = "time.reversed"
	ruleTimeReversedW  = "time.reversed.weak"
	ruleTimeFar        = "time.far"
	ruleRoot           = "root"
	ruleOutside        = "outside"
	ruleBeside         = "beside"
	ruleOriginal       = "original"
	ruleProved         = "original.proved"
	ruleAgency         = "original.agency"
	ruleSelf           = "original.self"
	ruleOwn            = "original.own"
	ruleThreshold      = "threshold"
)

var rules = []string{
	ruleCutTail, ruleDropPassage, ruleGainPassage, ruleGainTail, ruleRestoreTail, ruleRestorePassage, ruleRestoreWord, ruleSecondhand, ruleRewrite, ruleElsewhere, ruleWordChanged,
	ruleTypoMade, ruleTypoMended, ruleHeadlineNew, ruleMoved, ruleNamedChild, ruleNamedParent, ruleNamedOther,
	ruleNamedSelf, ruleNamedLost, ruleOriginNew, ruleOriginLost, ruleOriginSelf, ruleNoticeLost, ruleNoticeNew,
	ruleTimeReversed, ruleTimeReversedW, ruleTimeFar, ruleRoot, ruleOutside, ruleBeside, ruleOriginal, ruleProved, ruleAgency, ruleSelf, ruleOwn, ruleThreshold,
}
