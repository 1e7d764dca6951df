package document

import (
	"errors"

	"github.com/ledongthuc/pdf"
)

// pdfPage is a page with the resources it has or inherits.
type pdfPage struct{ content, resources pdf.Value }

// pages lists the first pages of a file. It walks the tree itself: the text
// library starts anew for each page, and never ends where the tree, or a
// page's chain of parents, leads back into itself.
func (w *pdfWalker) pages(root pdf.Value) (list []pdfPage, more bool, err error) {
	var walk func(node, resources pdf.Value, depth int)
	walk = func(node, resources pdf.Value, depth int) {
		w.spend(1024)
		if own := node.Key("Resources"); !own.IsNull() {
			resources = own
		}
		kids := node.Key("Kids")
		switch {
		case node.Kind() != pdf.Dict || more:
			return
		case kids.Kind() != pdf.Array:
			if more = len(list) == w.lim.MaxPages; !more {
				list = append(list, pdfPage{node.Key("Contents"), resources})
			}
			return
		case depth == w.lim.MaxDepth:
			panic(stopReading{fail(Damaged, errors.New("the tree of pages leads back into itself"))})
		}
		w.spend(int64(kids.Len()) * 64) // it is parsed again at each visit
		for i := 0; i < kids.Len() && !more; i++ {
			walk(kids.Index(i), resources, depth+1)
		}
	}
	defer func() {
		if p := recover(); p != nil {
			stop, ok := p.(stopReading)
			if !ok {
				panic(p)
			}
			err = stop.err
		}
	}()
	walk(root, pdf.Value{}, 0)
	return list, more, nil
}
