package main

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

func helpCommand() *command {
	return &command{
		name: "help", args: "[COMMAND]", max: 2,
		summary:  "show the help of a command",
		examples: []example{{"newscheck help dedupe", "the same as newscheck dedupe --help"}},
		action: func(r *run, c *cli.Context) error {
			text := programHelp(commands())
			if name := strings.Join(c.Args().Slice(), " "); name != "" {
				cmd := find(commands(), name)
				if cmd == nil {
					return unknownCommand(name)
				}
				text = cmd.help()
			}
			_, err := io.WriteString(r.out, text)
			return err
		},
	}
}
