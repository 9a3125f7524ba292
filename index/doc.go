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
// Preparing and verifying run on all workers; candidates, grouping and judging go
// article by article, in the order of the call, so that equal calls give equal
// answers. Articles of one call may match each other.
//
// Candidates come from shingles as in dedupe, at half its density and with two
// instead of five to share, which finds a passage as surely. A strong link joins
// the components of two articles; a component of up to 256 is grouped from scratch
// with each arrival, by the functions of dedupe, so that stories end as in a batch
// run over everything: no mean of links joins what no link does. A larger one is
// when it has grown by a sixteenth. When a line turns out to be a publisher's
// furniture, the articles that hold it are compared again.
//
// # Ids
//
// A story has the id of the first of its articles to arrive, as does a family. One
// that joins an older one stays findable under the id it had (Story.Was). An
// article is named by its id; when a revision takes its place under that id, it
// is named "id@1" from then on, and the bare id names the newest.
//
// # Durability
//
// A store of key and value (pebble) is the only truth; what is in memory can be
// made from it. All keys of an article are written in one atomic batch, and Add
// returns after the batch is synced: an article that Add answered for is there,
// whole, after any crash, and no other is there in part. One writer at a time
// has the folder (a lock file); readers go through that writer.
package index
