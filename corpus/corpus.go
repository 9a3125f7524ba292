// Package corpus is the sample corpus of newscheck: articles written for this
// project, and truth tables that say what is to be found in them.
//
// Every story in it is invented; see README.md in this folder. The files
// lie in [FS] under the same names as in the source tree, so that the program
// can show itself without anything but its own binary:
//
//	txt/*.txt      pages as plain text, with their furniture around them
//	html/*.html    pages as a server sends them
//	*.jsonl        records of wires and archives
//	_truth/*.tsv   the truth, described in _truth/README.md
//
// The folder's first letter keeps the truth out of a walk over the articles, as
// the go command and newscheck leave out names that begin with "_" or ".".
package corpus

import "embed"

// FS holds the articles and the truth tables. It is read-only and safe for
// concurrent use. Paths are as in the source tree, with forward slashes.
//
//go:embed txt html *.jsonl all:_truth
var FS embed.FS

// Truth is the folder of FS that holds the truth tables. It has no articles.
const Truth = "_truth"

// Articles returns the files and folders of FS that hold articles, in the order
// in which a walk over the folder finds them.
func Articles() []string {
	return []string{"archive.jsonl", "html", "txt", "wire.jsonl", "world.jsonl"}
}
