package framing

import "strings"

// voice finds "were killed" against "killed", for verbs that do harm or accuse:
// there, who is made the actor matters.
func (e *edit) voice() {
	pa, pb := e.passives(e.sx, e.x, e.dx), e.passives(e.sy, e.y, e.dy)
	for _, p := range pa {
		if j := e.active(e.y, e.x[p.verb].stem); j >= 0 && e.grave(e.sx, p.verb) {
			e.note(KindVoice, "active", e.x[p.verb].info.stem, 1, p.be, p.verb+1, j, j+1)
		}
	}
	for _, p := range pb {
		if i := e.active(e.x, e.y[p.verb].stem); i >= 0 && e.grave(e.sy, p.verb) {
			e.note(KindVoice, "passive", e.y[p.verb].info.stem, 1, i, i+1, p.be, p.verb+1)
		}
	}
}

type passive struct{ be, verb int }

// passives finds a changed form of "be" with a participle soon after it.
func (e *edit) passives(ss []located, ts []*token, changed []bool) []passive {
	var out []passive
	for _, s := range ss {
		if s.Kind != rowBe || !s.changed {
			continue
		}
		for k := s.end; k < min(s.end+3, len(ts)); k++ {
			w := ts[k].info
			if ts[k].content() && (strings.HasSuffix(w.fold, "ed") || e.c.lang.forms[w.fold] != "") && !strings.HasSuffix(w.fold, "ing") {
				out = append(out, passive{s.at, k})
				break
			}
		}
	}
	return out
}

// grave tells whether the word is one of harm, death or accusation.
func (e *edit) grave(ss []located, at int) bool {
	for _, s := range ss {
		if s.at <= at && at < s.end && (s.Kind == rowLabel || s.Kind == rowAccuse || s.Kind == rowStake || s.Kind == rowIntensity) {
			return true
		}
	}
	return false
}

// active is where the verb stands without a form of "be" before it, or -1.
func (e *edit) active(ts []*token, stem int32) int {
	for i, t := range ts {
		if t.stem != stem {
			continue
		}
		for k := max(0, i-3); k < i; k++ {
			if ts[k].flags&isBe != 0 {
				return -1
			}
		}
		return i
	}
	return -1
}
