package main

import (
	"encoding/json"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(child(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestKills is the short form of make soak.
func TestKills(t *testing.T) {
	h := &harness{Kills: 10, Articles: 600, Seed: 3, Dir: t.TempDir(), log: t.Output()}
	r, err := h.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	line, _ := json.Marshal(r)
	t.Log(string(line))
	if r.bad() || r.Kills < h.Kills || r.Printed == 0 || r.Checks == 0 {
		t.Errorf("%s", line)
	}
}
