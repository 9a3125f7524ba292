package main

import (
	"github.com/newscheck/newscheck/internal/eval"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// outletNamer compares outlets by what the registry knows them as, so that
// "AP" and "The Associated Press" are one; names it does not know are compared
// as they are written.
func outletNamer() (eval.Namer, error) {
	registry, err := outlets.Default()
	if err != nil {
		return nil, err
	}
	return func(name string) string {
		if o := registry.ByName(name); o != nil {
			return eval.PlainName(o.Name)
		}
		return eval.PlainName(name)
	}, nil
}
