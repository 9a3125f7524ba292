package reliability

import (
	"strings"
	"sync"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// houses tells which outlets belong together: those that the registry leads up to
// one owner, and addresses under one registrable domain. What one outlet of a
// house has from another is not another's work.
type houses struct {
	reg  *outlets.Registry
	seen sync.Map // identity → *belonging
}

// identity is what tells a reference apart.
type identity struct{ id, domain, name string }

// belonging is the Key of an outlet and the house that it belongs to.
type belonging struct{ key, house string }

// of names the house of an outlet; "" for nil.
func (h *houses) of(ref *provenance.OutletRef) string { return h.find(ref).house }

// find looks an outlet up once for each way in which it is written.
func (h *houses) find(ref *provenance.OutletRef) *belonging {
	if ref == nil {
		return &belonging{}
	}
	id := identity{ref.ID, ref.Domain, ref.Name}
	if v, ok := h.seen.Load(id); ok {
		return v.(*belonging)
	}
	b := &belonging{key: Key(ref)}
	if b.key != "" {
		b.house = h.top(ref, b.key)
	}
	h.seen.Store(id, b)
	return b
}

func (h *houses) top(ref *provenance.OutletRef, key string) string {
	o := h.outlet(ref)
	if o == nil {
		return strings.ToLower(key)
	}
	for range 8 { // deeper than any chain of owners, and safe against a ring
		p := h.reg.Parent(o)
		if p == nil {
			break
		}
		o = p
	}
	return "id:" + o.ID
}

// outlet is the registry's row of a reference, or nil.
func (h *houses) outlet(ref *provenance.OutletRef) *outlets.Outlet {
	if ref == nil {
		return nil
	}
	if ref.ID != "" {
		return h.reg.ByID(ref.ID)
	}
	if ref.Domain != "" {
		if o := h.reg.ByDomain(ref.Domain); o != nil {
			return o
		}
	}
	return h.reg.ByName(ref.Name)
}
