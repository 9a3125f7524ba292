package export_test

import (
	"fmt"
	"os"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/export"
)

// One record as an IPTC ninjs news object.
func ExampleNINJS() {
	agency := &provenance.OutletRef{Name: "Harbor News Agency", ID: "hna"}
	set := &export.Set{Records: []provenance.Record{{ID: "a1", Headline: "Port shuts after storm",
		Origin: agency, OriginStatus: provenance.Stated, OriginConfidence: 0.93}}}
	if err := export.NINJS(os.Stdout, set); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"uri":"urn:newscheck:article:a1","type":"text","representationType":"partial","profile":"newscheck-provenance","headlines":[{"value":"Port shuts after storm"}],"infoSources":[{"name":"Harbor News Agency","role":"originator","uri":"urn:newscheck:outlet:hna"}],"altIds":[{"role":"id","value":"a1"}],"standard":{"name":"ninjs","version":"3.1","schema":"http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}}
}

// The strongest evidence for what a record says of its origin.
func ExampleProof() {
	record := provenance.Record{Origin: &provenance.OutletRef{Name: "Harbor News Agency", ID: "hna"}, OriginStatus: provenance.Stated,
		Evidence: []provenance.Evidence{
			{Rule: "self.told", Supports: "origin", Value: "hna", Text: "told HNA", Weight: 0.3},
			{Rule: "dateline.agency", Supports: "origin", Value: "hna", Text: "SALT BAY (HNA)", Weight: 0.93},
		}}
	fmt.Println(export.Proof(&record).Text)
	// Output: SALT BAY (HNA)
}
