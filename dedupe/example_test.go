package dedupe_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/newscheck/newscheck/dedupe"
)

// Reports of one event: an agency's, two copies of it, and another writer's.
const (
	wire = "The council of Velmara voted to close its old swing bridge to lorries after divers found cracks in two piers. " +
		"Engineers said the damage was older than anyone had assumed and would grow worse with every heavy vehicle. " +
		"Buses and cars may still cross at walking pace. " +
		"Repairs would cost nine million crowns and cannot begin before the ice on the river has gone. " +
		"Port officials warned that the sugar beet harvest starts in less than three weeks."
	reprint = "No more lorries on the swing bridge\n\nBy our own staff\n\n" + wire + "\n\nShare this story with a friend."
	own     = "Freight traffic is banned from the river crossing with immediate effect. " +
		"An underwater survey had turned up serious faults in the supports, and the assembly took no chances. " +
		"Growers fear for the coming weeks and want the navy to run a ferry in the meantime."
)

// Add articles and get the stories.
func Example() {
	set, err := dedupe.New(dedupe.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer set.Close()
	morning := time.Date(2026, time.March, 4, 6, 0, 0, 0, time.UTC)
	for _, d := range []dedupe.Doc{
		{ID: "courier/7", Source: "courier.example", Time: morning.Add(5 * time.Hour), Text: reprint},
		{ID: "post/3", Source: "post.example", Time: morning.Add(time.Hour), Text: own},
		{ID: "agency/1", Source: "agency.example", Time: morning, Text: wire},
		{ID: "web/9", Source: "web.example", Text: wire[:strings.Index(wire, "Port officials")]}, // time unknown
	} {
		if err := set.Add(d); err != nil {
			log.Fatal(err)
		}
	}
	r, err := set.Group(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range r.Articles {
		fmt.Printf("%s %-9s %s\n", a.Story, a.ID, strings.TrimSpace(string(a.Relation)+" "+a.Of))
	}
	fmt.Println(r.Stats.Articles, "articles,", r.Stats.Stories, "stories")
	// Output:
	// s1 courier/7 copy agency/1
	// s2 post/3    single
	// s1 agency/1  first
	// s1 web/9     copy agency/1
	// 4 articles, 2 stories
}

// Look one article up against many.
func ExampleSet_Lookup() {
	set, err := dedupe.New(dedupe.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer set.Close()
	for _, d := range []dedupe.Doc{{ID: "agency/1", Text: wire}, {ID: "post/3", Text: own}} {
		if err := set.Add(d); err != nil {
			log.Fatal(err)
		}
	}
	matches, err := set.Lookup(context.Background(), dedupe.Doc{ID: "new", Text: reprint})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range matches {
		fmt.Printf("%s of %s: %.0f %% of that is in it\n", m.Relation, m.B, 100*m.ContainmentBA)
	}
	// Output:
	// copy of agency/1: 100 % of that is in it
}

// Read why two articles match, and what they share.
func ExampleSet_Explain() {
	set, err := dedupe.New(dedupe.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer set.Close()
	cut := wire[:strings.Index(wire, "Repairs")]
	for _, d := range []dedupe.Doc{{ID: "a", Text: wire}, {ID: "b", Text: "Cracks close bridge\n\n" + cut}} {
		if err := set.Add(d); err != nil {
			log.Fatal(err)
		}
	}
	why, err := set.Explain("a", "b")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why.Relation)
	for _, r := range why.Reasons {
		fmt.Printf("%s: %s (%s): %v\n", r.Asked, r.Found, r.Limit, r.Holds)
	}
	for _, p := range why.Spans {
		shared := p.A.Of(wire)
		fmt.Printf("shared: %s … %s\n", shared[:22], shared[len(shared)-12:])
	}
	// Output:
	// copy
	// words in shared sentences: 47 (at least 12): true
	// new words before or between shared sentences: 0 of 47 (0 %) (at most 19 % for a copy): true
	// shared: The council of Velmara … walking pace
}

// The probability of detection that an overlap and a recall come to.
func ExampleParams_Detection() {
	set, err := dedupe.New(dedupe.Options{Passage: 60, Recall: 0.99})
	if err != nil {
		log.Fatal(err)
	}
	defer set.Close()
	p := set.Params()
	for _, words := range []int{30, 60, 120} {
		fmt.Printf("%d shared words: %.1f %%\n", words, 100*p.Detection(words))
	}
	// Output:
	// 30 shared words: 81.6 %
	// 60 shared words: 99.9 %
	// 120 shared words: 100.0 %
}
