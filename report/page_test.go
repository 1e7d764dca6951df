package report

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"muster"
)

const nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{.}} =cmd()|'/C calc'!A0 \x1b[2J\x1b]0;x\a \u202Egnp.exe\u2066 https://tracker.example/x.png javascript:alert(1)"

// hostile puts hostile text wherever a user or a file can put text.
func hostile() *Input {
	id := muster.SubjectID("=1+1" + nasty)
	other := muster.SubjectID("../../" + nasty)
	f := sharedPhone(id, other)
	f.Title, f.Detail, f.Rival = nasty, nasty+" {value} {values} {n} {date}", nasty
	for i := range f.Evidence {
		f.Evidence[i].Source, f.Evidence[i].Place.File = nasty, nasty
	}
	note := single(id, "INT-04", muster.FamilyConduct, 1, nasty, nasty, "")
	p := assessed(id, muster.Status(nasty), muster.Escalate, nasty, f, note)
	p.Role = muster.RoleClass(nasty)
	p.Assessment.Checks = []muster.CheckRequest{{Say: nasty, Flags: []muster.FlagID{"SRC-01"}}}
	p.Assessment.Unseen = []muster.Unseen{{What: nasty, Why: nasty, Remedy: nasty, Control: nasty}}
	for i := range p.Assessment.Contributions {
		p.Assessment.Contributions[i].Why = nasty
	}
	in := fixture()
	in.Organisation, in.Title, in.Versions = nasty, nasty, muster.Versions{Program: nasty, Policy: nasty}
	in.People = each([]*Person{p, assessed(other, muster.StatusWorker, muster.Clear, "")})
	in.Groups = []muster.Group{{
		ID: nasty, Kind: muster.GroupRing, Members: []muster.Member{{Subject: id, Role: muster.MemberOrdinary}, {Subject: other, Role: muster.MemberAddressHub}},
		Joints: []muster.Joint{{Kind: muster.ArtefactKind(nasty), Value: nasty, Members: []muster.SubjectID{id, other}, SharedBy: 2, Why: nasty}},
		Rivals: []muster.Rival{{Explanation: nasty, Settles: nasty, Weight: nasty}},
	}}
	in.Passages = []Passage{{Words: 9, Sides: [2]Side{
		{Subject: id, Place: muster.Place{File: nasty}, Text: nasty, Common: []Span{{-5, 3}, {2, 9999}}},
		{Subject: other, Text: nasty, Common: []Span{{4, 40}, {10, 20}, {60, 50}}},
	}}}
	in.Unseen = []muster.Unseen{{What: nasty, Why: nasty, Remedy: nasty}}
	in.Files = []File{{Path: nasty, Type: nasty, Unknown: []string{nasty}, Err: &muster.Error{Code: muster.CodeDamaged, Message: nasty, Hint: nasty}}}
	in.Rejects, in.Rows = eachReject([]Reject{{nasty, 3, nasty, nasty, 0}}), Rows{2, 2, 0}
	in.Open = []Question{{nasty, nasty}}
	in.Manuals = map[muster.FlagID]muster.Manual{"SRC-01": {Title: nasty, What: nasty, Why: nasty, Innocent: []string{nasty}, Clear: []string{nasty}, Sources: []string{nasty}}}
	in.Values = func(muster.ArtefactID) Display { return Display{nasty, nasty} }
	in.Names = func(muster.SubjectID) string { return nasty }
	in.Show = true
	return in
}

// pages returns every page of a report by name.
func pages(t *testing.T, in *Input) map[string]string {
	t.Helper()
	dir, _ := write(t, in, Options{Pages: true})
	out := map[string]string{}
	list, err := filepath.Glob(filepath.Join(dir, pagesFolder, "*.html"))
	if err != nil || len(list) < 1 {
		t.Fatalf("no pages: %v", err)
	}
	for _, path := range append(list, filepath.Join(dir, fileReport)) {
		out[filepath.Base(path)] = read(t, path)
	}
	return out
}

var voids = []string{"meta", "input", "br", "hr", "img", "link"}

// balanced reports the first tag that is not closed in order.
func balanced(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return z.Err().Error()
			}
			return strings.Join(open, " ")
		case html.StartTagToken:
			if name := z.Token().Data; !slices.Contains(voids, name) {
				open = append(open, name)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				return "</" + name + "> closes " + strings.Join(open, " ")
			}
			open = open[:len(open)-1]
		}
	}
}

func TestPagesAreSound(t *testing.T) {
	empty := &Input{People: each(nil)}
	for name, in := range map[string]*Input{"fixture": fixture(), "hostile": hostile(), "empty": empty} {
		for file, page := range pages(t, in) {
			if bad := balanced(page); bad != "" {
				t.Errorf("%s %s: tags do not balance: %s", name, file, bad)
			}
			checkPage(t, name+" "+file, page)
		}
	}
}

func checkPage(t *testing.T, name, page string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	policy := ""
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("%s: a comment: %q", name, n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || a.Key == "srcdoc" || a.Key == "action":
				t.Errorf("%s: attribute %s=%q", name, a.Key, a.Val)
			case a.Key == "href" && !strings.HasPrefix(value, "#") && !regexp.MustCompile(`^((pages/)?p-[a-z0-9-]+|index)\.html$`).MatchString(value):
				t.Errorf("%s: a link to %q", name, a.Val)
			case n.Data == "meta" && a.Key == "http-equiv":
				policy = attribute(n, "content")
			}
		}
		if slices.Contains([]string{"img", "iframe", "object", "embed", "link", "base", "audio", "video", "foreignobject", "image", "use"}, n.Data) {
			t.Errorf("%s: an element %s", name, n.Data)
		}
	}
	checkPolicy(t, name, doc, policy)
	for i, r := range page {
		if r == '\x1b' || r == '\a' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' {
			t.Errorf("%s: control character %U after %q", name, r, page[max(0, i-200):i])
			break
		}
	}
}

// checkPolicy compares the hashes of the policy with what stands in the page.
func checkPolicy(t *testing.T, name string, doc *html.Node, policy string) {
	t.Helper()
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", name, policy)
	}
	count := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script") {
			count[n.Data]++
			sum := sha256.Sum256([]byte(n.FirstChild.Data))
			if want := n.Data + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
				t.Errorf("%s: the policy does not admit the %s: want %s in %s", name, n.Data, want, policy)
			}
		}
	}
	if count["style"] != 1 || count["script"] != 1 {
		t.Errorf("%s: %v", name, count)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestHostileTables(t *testing.T) {
	dir, s := write(t, hostile(), Options{})
	for _, file := range []string{filePeople, fileRejects} {
		for i, row := range table(t, read(t, dir, file)) {
			for j, cell := range row {
				id := file == filePeople && (j == 0 || j == 4)
				if i > 0 && !id && cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("%s row %d column %d begins like a formula: %q", file, i, j, cell)
				}
			}
		}
	}
	var b strings.Builder
	if err := Terminal(&b, s, false, 80); err != nil {
		t.Fatal(err)
	}
	for _, r := range b.String() {
		if r != '\n' && (r < ' ' || r == 0x7f || r >= '\u202A' && r <= '\u202E') {
			t.Errorf("the terminal gets %U", r)
		}
	}
}

// Names and clear values appear only when they are asked for.
func TestMasked(t *testing.T) {
	in := fixture()
	dir, s := write(t, in, Options{Pages: true})
	var shown strings.Builder
	if err := Terminal(&shown, s, false, 80); err != nil {
		t.Fatal(err)
	}
	for file, text := range contents(t, dir) {
		shown.WriteString(text)
		for _, secret := range []string{"Name of", "7700 900482", "GB33", "Kelmscott"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
	if strings.Contains(shown.String(), "Name of") {
		t.Error("the terminal shows a name")
	}
	in.Show = true
	dir, _ = write(t, in, Options{})
	page := read(t, dir, fileReport)
	for _, want := range []string{"Name of A-1001 (A-1001)", "+44 7700 900482", "14 Kelmscott Road, Leeds", "values and names shown in clear"} {
		if !strings.Contains(page, html.EscapeString(want)) && !strings.Contains(page, strings.ReplaceAll(want, "+", "&#43;")) {
			t.Errorf("with Show the page does not hold %q", want)
		}
	}
	for _, file := range []string{fileFindings, fileGroups, filePeople} {
		if text := read(t, dir, file); strings.Contains(text, "7700 900482") || strings.Contains(text, "Name of") {
			t.Errorf("%s holds clear values although its columns say masked", file)
		}
	}
}

// No word of ours judges a person.
func TestNoVerdict(t *testing.T) {
	list, err := filepath.Glob("templates/*")
	if err != nil || len(list) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	words := regexp.MustCompile(`(?i)\b(fraud\w*|fake\w*|suspect\w*|suspicio\w*|guilty|criminal\w*|imposter\w*|impostor\w*|threat|liar|risk score)\b`)
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(list, sources...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := words.Find(b); found != nil {
			t.Errorf("%s says %q", file, found)
		}
	}
}

func TestOrderOnThePage(t *testing.T) {
	dir, _ := write(t, fixture(), Options{})
	page := read(t, dir, fileReport)
	at := -1
	for _, part := range []string{
		"6\u00a0people need two reviewers, 2\u00a0need a check, 45\u00a0have nothing due.", "What needs you", "Person A-1001", "What to do now",
		"Two people look within two working days.", "for finding", "What weighs", "is where this person and others ask to be paid", "Often innocent", "What would clear it", "Person W-204",
		"Look at this first.", "Who shares what", "Honest explanations to rule out first", "What joins them", "What could not be seen", "Everybody else", "About this run",
	} {
		i := strings.Index(page[at+1:], part)
		if i < 0 {
			t.Fatalf("%q does not come after what it should follow", part)
		}
		at += 1 + i
	}
}
