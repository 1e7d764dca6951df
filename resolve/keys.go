package resolve

import "strings"

// keyVariant is one way to make a blocking key of a value: the whole of it or
// a part that survives common errors.
type keyVariant struct {
	name string
	// kept is the share of true pairs with unequal values whose key is equal.
	kept float64
	part func(v string) string
}

func whole(v string) string { return v }

func prefix(n int) func(string) string {
	return func(v string) string {
		i := 0
		for at := range v {
			if i == n {
				return v[:at]
			}
			i++
		}
		if i < n {
			return ""
		}
		return v
	}
}

func suffix(n int) func(string) string {
	return func(v string) string {
		if len(v) < n+2 {
			return ""
		}
		return v[len(v)-n:]
	}
}

// keyVariants lists the keys of a kind, the whole value first.
func keyVariants(k Kind) []keyVariant {
	full := keyVariant{"", 0, whole}
	switch k {
	case GivenName:
		return []keyVariant{full, {"sound of ", .35, sound}, {"initial of ", .7, prefix(1)}}
	case FamilyName:
		return []keyVariant{full, {"sound of ", .4, sound}, {"first 3 letters of ", .6, prefix(3)}}
	case Place, Category:
		return []keyVariant{full, {"first 4 letters of ", .4, prefix(4)}}
	case BirthDate:
		return []keyVariant{full, {"year of ", .5, func(v string) string {
			if len(v) != 8 {
				return ""
			}
			return v[:4]
		}}, {"day and month of ", .35, func(v string) string {
			if len(v) != 8 || v[4:] == "0101" {
				return ""
			}
			return v[4:]
		}}}
	case Postcode:
		return []keyVariant{full, {"area of ", .5, area}}
	case Address:
		return []keyVariant{full, {"first 6 letters of ", .4, prefix(6)}}
	case Email:
		return []keyVariant{full, {"name part of ", .3, mailbox}}
	case FreeText:
		return []keyVariant{full, {"longest word of ", .6, longWord(0)}, {"second longest word of ", .6, longWord(1)}, {"first 10 letters of ", .5, prefix(10)}}
	case Phone, Document, BankAccount:
		return []keyVariant{full, {"start of ", .45, prefix(5)}, {"end of ", .45, suffix(4)}}
	case PhotoPrint:
		// Prints six bits apart agree on one of four quarters, all but always.
		out := []keyVariant{full}
		for i, name := range [...]string{"first", "second", "third", "last"} {
			out = append(out, keyVariant{name + " quarter of ", .5, func(v string) string {
				if len(v) != 16 {
					return ""
				}
				return v[4*i : 4*i+4]
			}})
		}
		return out
	}
	return []keyVariant{full}
}

// longWord is the n-th longest word of a text, the later in the alphabet of two
// of one length. Long words are rare words, and survive changes elsewhere.
func longWord(n int) func(string) string {
	return func(v string) string {
		var best [2]string
		for w := range strings.FieldsSeq(v) {
			if len(w) < 4 {
				continue
			}
			for i := range best {
				if len(w) > len(best[i]) || len(w) == len(best[i]) && w > best[i] {
					best[i], w = w, best[i]
				} else if w == best[i] {
					break
				}
			}
		}
		return best[n]
	}
}

// area is the part of a postcode that names the district.
func area(v string) string {
	if len(v) <= 4 {
		return prefix(3)(v)
	}
	if len(v) <= 7 && !allDigits([]byte(v)) {
		return v[:len(v)-3]
	}
	return v[:3]
}

func mailbox(v string) string {
	if at := strings.IndexByte(v, '@'); at > 0 {
		return v[:at]
	}
	return ""
}

// sound is a rough spelling-independent form: what is left of a name when
// vowels go and letters that sound alike or are written for each other in
// different alphabets' spellings become one.
func sound(v string) string {
	var b [16]byte
	n := 0
	var last byte
	for i := 0; i < len(v) && n < len(b); i++ {
		c := v[i]
		next := byte(0)
		if i+1 < len(v) {
			next = v[i+1]
		}
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h', 'w', ' ':
			if i > 0 {
				if c != 'h' {
					last = 0
				}
				continue
			}
			if c == 'y' {
				c = 'i'
			}
		case 'p':
			if next == 'h' {
				c = 'f'
			}
		case 'c', 'q', 'x':
			c = 'k'
		case 'z':
			c = 's'
		case 'g':
			if next == 'e' || next == 'i' {
				c = 'j'
			}
		case 'v':
			c = 'f'
		case 'd':
			c = 't'
		}
		if c != last {
			b[n] = c
			n++
		}
		last = c
	}
	if n < 2 {
		return ""
	}
	return string(b[:n])
}

// keyPart is the hash of one key variant of every value of a field.
type keyPart struct {
	field   int
	variant int
	name    string
	kept    float64
	hash    []uint32 // by code; 0 where the value gives no key
}

// of is the key hash of a value, also of one that came after the parts were
// worked out.
func (p *keyPart) of(d *dict, k Kind, c uint32) uint32 {
	if int(c) < len(p.hash) {
		return p.hash[c]
	}
	if p.variant == 0 {
		return d.hashes[c]
	}
	if s := keyVariants(k)[p.variant].part(d.text(c)); s != "" {
		return uint32(hashBytes([]byte(s)) >> 32)
	}
	return 0
}

// keyParts works out all keys of all fields once per distinct value.
func (f *frame) keyParts() []*keyPart {
	var parts []*keyPart
	for i, fl := range f.fields {
		for v, kv := range keyVariants(fl.kind) {
			parts = append(parts, &keyPart{field: i, variant: v, name: kv.name + fl.name, kept: kv.kept})
		}
	}
	parallel(len(parts), func(i int) { f.fillPart(parts[i]) })
	return parts
}

func (f *frame) fillPart(p *keyPart) {
	fl := f.fields[p.field]
	if p.variant == 0 {
		p.hash = fl.dict.hashes
		return
	}
	part := keyVariants(fl.kind)[p.variant].part
	p.hash = make([]uint32, fl.dict.size())
	for c := 1; c < len(p.hash); c++ {
		if k := part(fl.dict.text(uint32(c))); k != "" {
			p.hash[c] = uint32(hashBytes([]byte(k)) >> 32)
		}
	}
}
