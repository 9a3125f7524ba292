package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

func versionCommand() *command {
	return &command{
		name:     "version",
		summary:  "print the version",
		examples: []example{{"newscheck version", ""}, {"newscheck version --format json", "for other programs and bug reports"}},
		flags:    []cli.Flag{&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "write `FORMAT`: text or json"}},
		choices:  map[string][]string{"format": {"text", "json"}},
		action: func(r *run, c *cli.Context) error {
			if c.String("format") == "json" {
				return json.NewEncoder(r.out).Encode(map[string]string{
					"version": version(), "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
			}
			_, err := fmt.Fprintln(r.out, "newscheck", version())
			return err
		},
	}
}

// version is the module's version as the go command recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
