package web

import "muster/casework"

// neutral is a reason in which terms about looks, sound or origin have no
// place: the desk's own list, said at the field it stands in.
func (f *form) neutral(name string) string { return f.refuse(name, f.reason(name)) }

// mild is a neutral text that may stay empty.
func (f *form) mild(name string) string { return f.refuse(name, f.text(name)) }

func (f *form) refuse(name, s string) string {
	if term := casework.RefusedTerm(s); term != "" {
		f.complain(name, "Leave out “"+term+"”: how somebody looks or sounds, or where they are from, says nothing here.")
	}
	return s
}
