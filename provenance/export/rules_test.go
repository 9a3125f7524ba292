package export

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/piprate/json-gold/ld"
)

// The rules of the published schemas, as far as our output touches them, as
// tables. Each checker reports the first thing that breaks a rule.

// provRelations are the relations of PROV-JSON that are written, with what each
// refers to; an "?" marks what may be missing. closed ones take no further
// attributes. From the PROV-JSON Member Submission, section 3 and appendix A
// (JSON schema), https://www.w3.org/submissions/2013/SUBM-prov-json-20130424/
// and, for what kind of element a reference must be, PROV-DM, section 5,
// https://www.w3.org/TR/prov-dm/
var provRelations = map[string]struct {
	refs   map[string]string
	closed bool
}{
	"wasGeneratedBy":    {refs: map[string]string{"prov:entity": "entity", "prov:activity": "activity?"}},
	"used":              {refs: map[string]string{"prov:activity": "activity", "prov:entity": "entity?"}},
	"wasAssociatedWith": {refs: map[string]string{"prov:activity": "activity", "prov:agent": "agent?"}},
	"wasAttributedTo":   {refs: map[string]string{"prov:entity": "entity", "prov:agent": "agent"}},
	"wasDerivedFrom":    {refs: map[string]string{"prov:generatedEntity": "entity", "prov:usedEntity": "entity"}},
	"wasInfluencedBy":   {refs: map[string]string{"prov:influencee": "entity", "prov:influencer": "agent"}},
	"alternateOf":       {refs: map[string]string{"prov:alternate1": "entity", "prov:alternate2": "entity"}, closed: true},
	"specializationOf":  {refs: map[string]string{"prov:specificEntity": "entity", "prov:generalEntity": "entity"}, closed: true},
	"hadMember":         {refs: map[string]string{"prov:collection": "entity", "prov:entity": "entity"}, closed: true},
}

// provName is a qualified name with a prefix (PROV-N, section 3.7.1) as we
// escape it; blank nodes are for relations alone.
var provName = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]*):(?:[A-Za-z0-9_/]|%[0-9A-F]{2})(?:(?:[A-Za-z0-9_./-]|%[0-9A-F]{2})*(?:[A-Za-z0-9_]|%[0-9A-F]{2}))?$`)

func checkPROV(data []byte) error {
	v, err := decode(data)
	if err != nil {
		return err
	}
	doc, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("a document must be an object")
	}
	bundles, _ := doc["bundle"].(map[string]any)
	delete(doc, "bundle")
	if err := checkBundle("document", doc); err != nil {
		return err
	}
	entities, _ := doc["entity"].(map[string]any)
	if len(bundles) != 1 {
		return fmt.Errorf("%d bundles", len(bundles))
	}
	for name, b := range bundles {
		// PROV-DM, section 5.4.2: a bundle is an entity of type prov:Bundle.
		e, _ := entities[name].(map[string]any)
		if kind, _ := e["prov:type"].(map[string]any); kind["$"] != "prov:Bundle" {
			return fmt.Errorf("the bundle %s is no entity of type prov:Bundle", name)
		}
		if err := checkBundle(name, b.(map[string]any)); err != nil {
			return err
		}
	}
	return nil
}

func checkBundle(where string, b map[string]any) error {
	prefixes := map[string]bool{"prov": true, "xsd": true} // declared beforehand: PROV-JSON, section 2.3
	declared, _ := b["prefix"].(map[string]any)
	for name, uri := range declared {
		if u, err := url.Parse(uri.(string)); err != nil || !u.IsAbs() {
			return fmt.Errorf("%s: prefix %s is no address: %v", where, name, uri)
		}
		prefixes[name] = true
	}
	name := func(s string) error {
		m := provName.FindStringSubmatch(s)
		if m == nil || !prefixes[m[1]] {
			return fmt.Errorf("%s: %q is no qualified name with a declared prefix", where, s)
		}
		return nil
	}
	for section, v := range b {
		if section == "prefix" {
			continue
		}
		rule, relation := provRelations[section]
		if !relation && !slices.Contains([]string{"entity", "agent", "activity"}, section) {
			return fmt.Errorf("%s: %q is no section", where, section)
		}
		for id, x := range v.(map[string]any) {
			at := where + "." + section + "." + id
			if !(relation && strings.HasPrefix(id, "_:")) {
				if err := name(id); err != nil {
					return fmt.Errorf("%s: %w", at, err)
				}
			}
			object, ok := x.(map[string]any)
			if !ok {
				return fmt.Errorf("%s is no object", at)
			}
			for ref, kind := range rule.refs {
				kind, optional := strings.CutSuffix(kind, "?")
				if _, ok := object[ref]; !ok && !optional {
					return fmt.Errorf("%s has no %s", at, ref)
				}
				elements, _ := b[kind].(map[string]any)
				for _, target := range list(object[ref]) {
					if _, ok := elements[fmt.Sprint(target)]; !ok {
						return fmt.Errorf("%s: %s is %v, which is no %s here", at, ref, target, kind)
					}
				}
			}
			for attribute, value := range object {
				if rule.refs[attribute] != "" {
					continue
				}
				if rule.closed {
					return fmt.Errorf("%s must not have %s", at, attribute)
				}
				if err := name(attribute); err != nil {
					return fmt.Errorf("%s: %w", at, err)
				}
				if attribute == "prov:time" {
					if _, err := time.Parse(time.RFC3339, fmt.Sprint(value)); err != nil {
						return fmt.Errorf("%s: %w", at, err)
					}
					continue
				}
				for _, l := range list(value) {
					if err := checkLiteral(l, name); err != nil {
						return fmt.Errorf("%s.%s: %w", at, attribute, err)
					}
				}
			}
		}
	}
	return nil
}

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// checkLiteral: a string, number or boolean, or one with a type (PROV-JSON,
// section 2.2).
func checkLiteral(v any, name func(string) error) error {
	switch v := v.(type) {
	case string, float64, bool:
		return nil
	case map[string]any:
		kind, ok := v["type"].(string)
		if _, has := v["$"]; !ok || !has || len(v) != 2 {
			return fmt.Errorf("%v is no typed literal", v)
		}
		if kind == "prov:QUALIFIED_NAME" {
			if err := name(fmt.Sprint(v["$"])); err != nil {
				return err
			}
		}
		return name(kind)
	}
	return fmt.Errorf("%v is no literal", v)
}

// The properties of ninjs 3.1 that are written and what each must be, from
// http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json. The schema forbids every
// other property (unevaluatedProperties, additionalProperties: false). A "!"
// marks what is required.
var (
	ninjsRules = map[string]any{
		"uri": "uri!", "type": []string{"text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"},
		"representationType": []string{"full", "partial"}, "profile": "string", "version": "string",
		"versionCreated": "date-time", "contentCreated": "date-time", "pubStatus": []string{"usable", "withheld", "canceled"},
		"copyrightHolder": "string", "copyrightNotice": "string", "edNote": "string", "language": "string",
		"descriptions": texts, "headlines": texts, "by": "string", "located": "string",
		"infoSources":  map[string]any{"name": "string", "role": "string", "uri": "uri", "literal": "string"},
		"associations": map[string]any{"uri": "uri!", "name": "string!", "rel": "string"},
		"altIds":       map[string]any{"role": "string", "value": "string"},
		"standard":     object{"name": "string", "version": "string", "schema": "uri"},
	}
	texts = map[string]any{"role": "string", "contentType": "string", "value": "string!"}
)

// object is a rule for one object; a map[string]any inside a rule is one for
// each object of a list.
type object map[string]any

func checkNINJS(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	for i, line := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
		v, err := decode(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		if err := checkObject(v, ninjsRules); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return nil
}

func checkObject(v any, rules map[string]any) error {
	o, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no object", v)
	}
	for name, rule := range rules {
		if s, ok := rule.(string); ok && strings.HasSuffix(s, "!") && o[name] == nil {
			return fmt.Errorf("%s is required", name)
		}
	}
	for name, value := range o {
		if err := checkValue(value, rules[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func checkValue(v, rule any) error {
	switch rule := rule.(type) {
	case nil:
		return fmt.Errorf("no such property")
	case object:
		return checkObject(v, rule)
	case map[string]any:
		items, ok := v.([]any)
		if !ok {
			return fmt.Errorf("%v is no list", v)
		}
		for _, item := range items {
			if err := checkObject(item, rule); err != nil {
				return err
			}
		}
		return nil
	case []string:
		if s, ok := v.(string); !ok || !slices.Contains(rule, s) {
			return fmt.Errorf("%v is none of %v", v, rule)
		}
		return nil
	}
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%v is no string", v)
	}
	switch strings.TrimSuffix(rule.(string), "!") {
	case "uri": // RFC 3986: a scheme, and no character that must be encoded
		if u, err := url.Parse(s); err != nil || !u.IsAbs() || strings.ContainsAny(s, " \"<>\\^`{|}") {
			return fmt.Errorf("%q is no URI", s)
		}
	case "date-time": // RFC 3339, section 5.6
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return err
		}
	}
	return nil
}

// schemaOrg are the properties that are written: on which type, and what the
// value may be. From https://schema.org/NewsArticle and the pages of the types
// in it. "Text" and the other data types are for values, the rest for nodes.
var schemaOrg = map[string]map[string][]string{
	"NewsArticle": {"identifier": {"Text"}, "url": {"URL"}, "headline": {"Text"}, "inLanguage": {"Text"}, "datePublished": {"Date"},
		"dateline": {"Text"}, "locationCreated": {"Place"}, "author": {"Person", "Organization"}, "contributor": {"Person", "Organization"},
		"publisher": {"Organization"}, "sourceOrganization": {"Organization"}, "creditText": {"Text"}, "isBasedOn": {"CreativeWork", "URL"},
		"mentions": {"Organization", "Person", "Place"}, "correction": {"CorrectionComment"}, "sdPublisher": {"Organization"}, "sdDatePublished": {"Date"}},
	"Organization":      {"name": {"Text"}, "url": {"URL"}},
	"Person":            {"name": {"Text"}},
	"Place":             {"name": {"Text"}},
	"CorrectionComment": {"text": {"Text"}},
}

// parents are the types above each type.
var parents = map[string]string{"NewsArticle": "CreativeWork", "NewsMediaOrganization": "Organization", "GovernmentOrganization": "Organization"}

// schemaContext is the part of the context at https://schema.org that our
// properties touch: which hold addresses and dates instead of text.
var schemaContext = map[string]any{"@context": map[string]any{
	"@vocab": "http://schema.org/", "url": map[string]any{"@type": "@id"}, "isBasedOn": map[string]any{"@type": "@id"},
	"datePublished": map[string]any{"@type": "Date"}, "sdDatePublished": map[string]any{"@type": "Date"},
}}

// offline gives the one context there is and asks no network for another.
type offline struct{}

func (offline) LoadDocument(u string) (*ld.RemoteDocument, error) {
	if u != "https://schema.org" {
		return nil, fmt.Errorf("unexpected context %s", u)
	}
	return &ld.RemoteDocument{DocumentURL: u, Document: schemaContext}, nil
}

var isoDate = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$`)

func checkSchemaOrg(data []byte) error {
	doc, err := decode(data)
	if err != nil {
		return err
	}
	opts := ld.NewJsonLdOptions("")
	opts.DocumentLoader = offline{}
	nodes, err := ld.NewJsonLdProcessor().Expand(doc, opts)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if err := checkNode(n.(map[string]any), []string{"NewsArticle"}); err != nil {
			return err
		}
	}
	if wrote := len(doc.(map[string]any)["@graph"].([]any)); wrote != len(nodes) {
		return fmt.Errorf("%d nodes of %d are left after expansion", len(nodes), wrote)
	}
	return nil
}

// checkNode holds an expanded node to the properties of its type.
func checkNode(n map[string]any, allowed []string) error {
	kinds, _ := n["@type"].([]any)
	if len(kinds) == 0 { // a reference
		for k := range n {
			if k != "@id" {
				return fmt.Errorf("a node without a type has %s", k)
			}
		}
		return nil
	}
	kind, ok := strings.CutPrefix(kinds[0].(string), "http://schema.org/")
	if !ok {
		return fmt.Errorf("%v is no type of schema.org", kinds[0])
	}
	if !slices.Contains(allowed, kind) && !slices.Contains(allowed, parents[kind]) {
		return fmt.Errorf("a %s where one of %v belongs", kind, allowed)
	}
	rules := schemaOrg[kind]
	if rules == nil {
		rules = schemaOrg[parents[kind]]
	}
	for property, values := range n {
		if property[0] == '@' || strings.HasPrefix(property, Namespace) {
			continue
		}
		name, ok := strings.CutPrefix(property, "http://schema.org/")
		ranges := rules[name]
		if !ok || ranges == nil {
			return fmt.Errorf("%s has no property %s", kind, property)
		}
		for _, v := range values.([]any) {
			if err := checkRange(v.(map[string]any), ranges); err != nil {
				return fmt.Errorf("%s.%s: %w", kind, name, err)
			}
		}
	}
	return nil
}

func checkRange(v map[string]any, ranges []string) error {
	text, literal := v["@value"]
	switch {
	case !literal && slices.Contains(ranges, "URL") && v["@type"] == nil:
		return nil
	case !literal:
		return checkNode(v, ranges)
	case slices.Contains(ranges, "Date"):
		if s := fmt.Sprint(text); !isoDate.MatchString(s) {
			return fmt.Errorf("%q is no ISO 8601 date", s)
		}
		return nil
	case slices.Contains(ranges, "Text"):
		return nil
	}
	return fmt.Errorf("%v where one of %v belongs", text, ranges)
}
