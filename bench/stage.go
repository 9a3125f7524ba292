package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/google/pprof/profile"
)

// stageNames are in the order of the work. "other" is garbage collection and
// the runtime.
var stageNames = []string{"read", "tokenise", "sketch", "lay out", "block", "verify", "group", "other"}

const module = "github.com/newscheck/newscheck/"

// profiled runs work under the processor profiler and divides the processor time
// it took among the stages. It writes the profile to the file keepProfile, if
// that is not "".
func profiled(keepProfile string, work func() error) ([]stage, error) {
	var b bytes.Buffer
	if err := pprof.StartCPUProfile(&b); err != nil {
		return nil, fmt.Errorf("cannot profile: %w", err)
	}
	start := cpu()
	err := work()
	used := cpu() - start
	pprof.StopCPUProfile()
	if err != nil {
		return nil, err
	}
	if keepProfile != "" {
		if err := os.WriteFile(keepProfile, b.Bytes(), 0o644); err != nil {
			return nil, fmt.Errorf("cannot keep the profile: %w", err)
		}
	}
	p, err := profile.Parse(&b)
	if err != nil {
		return nil, fmt.Errorf("cannot read the profile: %w", err)
	}
	samples := map[string]int64{}
	var all int64
	for _, s := range p.Sample {
		samples[stageOf(s)] += s.Value[0]
		all += s.Value[0]
	}
	var stages []stage
	for _, name := range stageNames {
		if all > 0 {
			stages = append(stages, stage{name, time.Duration(float64(samples[name]) / float64(all) * float64(used))})
		}
	}
	return stages, nil
}

// stageOf tells to which stage a sample of newscheck's profile belongs, by the
// functions on its stack.
func stageOf(s *profile.Sample) string {
	var names []string
	for _, l := range s.Location {
		for _, line := range l.Line {
			if name, ok := strings.CutPrefix(line.Function.Name, module); ok {
				names = append(names, name)
			}
		}
	}
	in := func(prefix string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, prefix) })
	}
	switch {
	case in("dedupe.(*Set).Add") && in("internal/text."):
		return "tokenise"
	case in("dedupe.(*Set).Add") && in("dedupe.(*page)"):
		return "lay out"
	case in("dedupe.(*Set).Add"):
		return "sketch"
	case in("dedupe.(*Set).verify"):
		return "verify"
	case in("dedupe.(*sketches)"):
		return "block"
	case in("dedupe.(*Set).Group"):
		return "group"
	case in("article."):
		return "read"
	}
	return "other"
}
