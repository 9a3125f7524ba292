package lineage_test

import (
	"context"
	"fmt"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/lineage"
)

func ExampleTrace() {
	vote := "The harbor board voted on Monday to close the old grain terminal, which has stood empty since a fire.\n\n" +
		"\"We kept the silos as long as we could afford to,\" Mara Lindqvist told the Ellery Ledger.\n\n" +
		"Demolition will begin in spring, when the swifts that nest in the gallery have left."
	cut := vote[:len(vote)-len("Demolition will begin in spring, when the swifts that nest in the gallery have left.")]
	edges, err := lineage.Trace(context.Background(), []lineage.Copy{
		{ID: "a17", Story: "s4", Text: vote, Record: &provenance.Record{Publisher: &provenance.OutletRef{Name: "Ellery Ledger", Domain: "elleryledger.example"}}},
		{ID: "b03", Story: "s4", Text: cut, Record: &provenance.Record{Publisher: &provenance.OutletRef{Name: "North Courier", Domain: "northcourier.example"}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range edges {
		fmt.Printf("%s -> %s (%s)\n", e.From, e.To, e.Status)
		fmt.Printf("%s: %s\n", e.Evidence[0].Rule, e.Evidence[0].Text)
	}
	// Output:
	// a17 -> b03 (stated)
	// reverse.named.child: Ellery Ledger
}
