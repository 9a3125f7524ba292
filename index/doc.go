// Package index keeps everything that was ever seen in one folder, so that each
// arriving article can be told at once: seen before? whose is it? a new version?
//
//	x, err := index.Open("archive", index.Options{})
//	findings, err := x.Add(ctx, articles) // durable when it returns
//	finding, err := x.Lookup(ctx, a)      // stores nothing
//	n, err := x.Forget(ctx, index.Selection{Publisher: "example.com"})
//
// # The way of an article
//
//	article ─▶ prepare ──────────▶ candidates ─▶ verify ─▶ regroup ─▶ judge ─▶ write
//	           words, sketch,      postings      texts     the story  verdict  one batch,
//	           origin, compressed  in memory     aligned   around it           one sync
//
// Preparing is pure and runs on all workers; from candidates on, articles go one
// after another, in the order of the call, so that equal input gives equal
// answers. Articles of one call may match each other.
//
// # Durability
//
// A store of key and value (pebble) is the only truth; what is in memory can be
// made from it. All keys of an article are written in one atomic batch, and Add
// returns after the batch is synced: an article that Add answered for is there,
// whole, after any crash, and no other is there in part. One writer at a time
// has the folder (a lock file); readers go through that writer.
package index
