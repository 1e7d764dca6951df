package image

import (
	"bytes"
	"slices"
	"strings"
)

// Provenance is what a file says about having been made or changed by a model.
type Provenance struct {
	Credential bool     // a content credential (C2PA) is present; its signature is not checked
	Generators []string // programs that made its claims, as written
	Actions    []string // what the claims say was done: c2pa.created, c2pa.edited ...
	Sources    []string // IPTC digital source types, last part of the identifier
	Generated  bool     // some mark says the picture was made by a model
	Altered    bool     // some mark says a model changed part of it
	Marks      []Mark   // why, in order of appearance
}

// Mark is one reason for Generated or Altered.
type Mark struct {
	Where string // content credential, XMP, IPTC, text chunk, software
	What  string // the value seen, clipped
}

// provenance collects the marks of the container and the metadata.
func provenance(box *scanned, m *metadata) Provenance {
	p := Provenance{}
	if len(box.jumbf) > 0 && bytes.Contains(box.jumbf, []byte("c2pa")) {
		p.Credential = true
		p.readClaims(box.jumbf)
	}
	for _, s := range m.xmp.sources {
		p.source("XMP digital source type", s)
	}
	for _, name := range []string{"Credit", "Source", "CreatorTool", "AISystemUsed"} {
		p.named("XMP "+name, m.xmp.props[name])
	}
	for _, name := range []string{"Credit", "Source", "OriginatingProgram"} {
		p.named("IPTC "+name, text(m.iptc[name]))
	}
	p.named("Exif Software", m.tag("Software"))
	if v := first(m.xmp.props["description"], m.tag("ImageDescription")); generationRecipe(v) {
		p.generated("description", v)
	}
	if v := m.tag("UserComment"); generationRecipe(v) {
		p.generated("Exif UserComment", v)
	}
	for _, t := range box.container.Texts {
		if generatorChunk(t) {
			p.generated("text chunk "+t.Key, t.Value)
		}
	}
	return p
}

// named judges a field that holds the name of a program or a credit line.
func (p *Provenance) named(where, value string) {
	lower := strings.ToLower(value)
	switch {
	case strings.Contains(lower, "edited with google ai"), strings.Contains(lower, "edited with ai"):
		p.Altered = true
		p.mark(where, value)
	case generatorNamed(value):
		p.generated(where, value)
	}
}

func (p *Provenance) generated(where, what string) {
	p.Generated = true
	p.mark(where, what)
}

func (p *Provenance) mark(where, what string) {
	if len(p.Marks) < 32 {
		p.Marks = append(p.Marks, Mark{where, clean(clip(what, 200))})
	}
}

// source judges one digital source type of the IPTC vocabulary.
func (p *Provenance) source(where, name string) {
	if len(p.Sources) < 16 && !slices.Contains(p.Sources, name) {
		p.Sources = append(p.Sources, name)
	}
	switch strings.ToLower(name) {
	case "trainedalgorithmicmedia", "algorithmicmedia":
		p.generated(where, name)
	case "compositewithtrainedalgorithmicmedia", "compositesynthetic", "trainedalgorithmicdata":
		p.Altered = true
		p.mark(where, name)
	}
}

// readClaims reads the few values of interest out of the boxes of a content
// credential. The claims are CBOR: a key is a text string and its value stands
// right behind it, so the keys are searched for instead of the whole tree
// being rebuilt; nothing read here is trusted further than the file itself.
func (p *Provenance) readClaims(b []byte) {
	for _, key := range []string{"claim_generator", "softwareAgent"} {
		each(b, key, func(rest []byte) {
			if s, ok := cborText(rest); ok {
				p.generator(s)
			} else if s, ok := cborText(after(rest, "name")); ok {
				p.generator(s)
			}
		})
	}
	each(b, "claim_generator_info", func(rest []byte) {
		if s, ok := cborText(after(rest[:min(len(rest), 256)], "name")); ok {
			p.generator(s)
		}
	})
	each(b, "action", func(rest []byte) {
		if s, ok := cborText(rest); ok && strings.Contains(s, ".") && len(p.Actions) < 64 {
			p.Actions = append(p.Actions, clean(s))
		}
	})
	each(b, "digitalSourceType", func(rest []byte) {
		if s, ok := cborText(rest); ok {
			p.source("content credential", lastPart(clean(s)))
		}
	})
}

func (p *Provenance) generator(s string) {
	s = clean(s)
	if s == "" || slices.Contains(p.Generators, s) || len(p.Generators) >= 16 {
		return
	}
	p.Generators = append(p.Generators, s)
	if generatorNamed(s) {
		p.generated("content credential", s)
	}
}

// each calls f with what follows each CBOR text string equal to key, at most
// 64 times.
func each(b []byte, key string, f func(rest []byte)) {
	head := cborHead(len(key))
	want := append(head, key...)
	for range 64 {
		i := bytes.Index(b, want)
		if i < 0 {
			return
		}
		b = b[i+len(want):]
		f(b)
	}
}

func after(b []byte, key string) []byte {
	_, rest, ok := bytes.Cut(b[:min(len(b), 512)], append(cborHead(len(key)), key...))
	if !ok {
		return nil
	}
	return rest
}

func cborHead(n int) []byte {
	if n < 24 {
		return []byte{0x60 | byte(n)}
	}
	return []byte{0x78, byte(n)}
}

// cborText reads a definite text string of at most 64 KiB.
func cborText(b []byte) (string, bool) {
	if len(b) == 0 || b[0]>>5 != 3 {
		return "", false
	}
	n, start := int(b[0]&31), 1
	switch {
	case n < 24:
	case n == 24 && len(b) > 1:
		n, start = int(b[1]), 2
	case n == 25 && len(b) > 2:
		n, start = int(b[1])<<8|int(b[2]), 3
	default:
		return "", false
	}
	if start+n > len(b) {
		return "", false
	}
	return clip(string(b[start:start+n]), 1000), true
}

// generatorChunk reports text chunks that picture generators write: the prompt
// and the settings of a run.
func generatorChunk(t Text) bool {
	switch strings.ToLower(t.Key) {
	case "parameters":
		return generationRecipe(t.Value)
	case "prompt", "workflow":
		return strings.Contains(t.Value, "class_type") || strings.Contains(t.Value, `"nodes"`)
	case "sd-metadata", "invokeai_metadata", "invokeai_graph", "dream", "generation_data", "fooocus_scheme":
		return true
	case "comment", "description", "usercomment":
		return generationRecipe(t.Value) || strings.Contains(t.Value, "--v ") && strings.Contains(t.Value, "Job ID:")
	case "software", "source", "title":
		return generatorNamed(t.Value)
	}
	return false
}

// generationRecipe reports the settings of a diffusion run: several of the
// words they all hold, together.
func generationRecipe(s string) bool {
	s = strings.ToLower(clip(s, 8192))
	n := 0
	for _, word := range []string{"steps", "sampler", "cfg scale", "\"scale\"", "seed", "negative prompt", "\"uc\"", "model hash"} {
		if strings.Contains(s, word) {
			n++
		}
	}
	return n >= 3
}
