//go:build unix && !linux

package index

func askForHugePages([]byte) {}
