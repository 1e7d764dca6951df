package watchlist

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func person(id, name string, births ...string) Entry {
	return Entry{ID: id, Kind: KindPerson, Names: []ListedName{{Text: name}}, Births: births}
}

func TestLevels(t *testing.T) {
	listed := person("1", "Tarquin Belisar Okondo", "1970-02-01")
	listed.Names = append(listed.Names, ListedName{Text: "Zephyrin"}, ListedName{Text: "Old Grey Fox", Weak: true})
	listed.Places = []string{"Kisumu, Kenya"}
	listed.Documents = []Document{{Country: "Kenya", Kind: "Passport", Number: "A 123-4567"}}
	listed.Wallets = []string{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}
	common := person("2", "Kim Chol", "1965")
	january, elsewhere := person("3", "Muhammad Ali", "1970-01-01", "1971-05-09"), person("4", "Oskar Thimbleweed")
	elsewhere.Places = []string{"Iran (Islamic Republic of)", "Unknown"}
	elsewhere.Documents = []Document{{Number: "unknown"}, {Number: "not available"}, {Number: "123 456 789"}, {Number: "99999"}}
	s := NewIndex([]Entry{listed, common, january, elsewhere}).Searcher()
	for _, c := range []struct {
		what string
		q    Query
		want Level
	}{
		{"nothing agrees", Query{Name: "Jane Doe"}, LevelNone},
		{"a name alone", Query{Name: "Tarquin Belisar Okondo"}, LevelPossible},
		{"a name in another order with a slip", Query{Name: "Okondo, Tarkuin Belisar"}, LevelPossible},
		{"a name that lacks a part", Query{Name: "Tarquin Okondo"}, LevelPossible},
		{"one word of the name", Query{Name: "Okondo"}, LevelNone},
		{"another date of birth", Query{Name: "Tarquin Belisar Okondo", Births: []string{"1983-05-09"}}, LevelNone},
		{"the year of birth of a rare name", Query{Name: "Tarquin Belisar Okondo", Births: []string{"1970"}}, LevelProbable},
		{"the date of birth", Query{Name: "Tarquin Belisar Okondo", Births: []string{"1970-02-01"}}, LevelProbable},
		{"date and place of birth", Query{Name: "Tarquin Belisar Okondo", Births: []string{"1970-02-01"}, Places: []string{"Kisumu"}}, LevelStrong},
		{"the country of birth only", Query{Name: "Tarquin Belisar Okondo", Places: []string{"Kenya"}}, LevelPossible},
		{"name and document", Query{Name: "Tarquin Okondo", Documents: []Document{{Number: "A1234567"}}}, LevelStrong},
		{"a document of another name", Query{Name: "Jane Doe", Documents: []Document{{Number: "A1234567"}}}, LevelPossible},
		{"a document of another country", Query{Name: "Jane Doe", Documents: []Document{{Country: "Peru", Number: "A1234567"}}}, LevelNone},
		{"a wallet", Query{Name: "Jane Doe", Wallets: []string{"bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}}, LevelStrong},
		{"a weak alias alone", Query{Name: "Old Grey Fox"}, LevelNone},
		{"a weak alias with the date of birth", Query{Name: "Old Grey Fox", Births: []string{"1970-02-01"}}, LevelPossible},
		{"an alias of one word alone", Query{Name: "Zephyrin"}, LevelNone},
		{"a common name", Query{Name: "Kim Chol"}, LevelPossible},
		{"a common name and a first of January", Query{Name: "Mohammed Ali", Births: []string{"1970-01-01"}}, LevelPossible},
		{"a common name and a day", Query{Name: "Mohammed Ali", Births: []string{"1971-05-09"}}, LevelProbable},
		{"a country in other words", Query{Name: "Oskar Thimbleweed", Places: []string{"Iran (Islamic Republic of)"}}, LevelPossible},
		{"a place that is not known", Query{Name: "Oskar Thimbleweed", Places: []string{"Unknown"}}, LevelPossible},
		{"a number typed to fill a form", Query{Name: "Jane Doe", Documents: []Document{{Number: "123456789"}, {Number: "99999"}}}, LevelNone},
		{"a number that is none", Query{Name: "Jane Doe", Documents: []Document{{Number: "Unknown"}}}, LevelNone},
		{"a common name and a year that many share", Query{Name: "Kim Chol", Births: []string{"1965"}}, LevelPossible},
		{"no name", Query{}, LevelNone},
	} {
		got := LevelNone
		for _, h := range s.Screen(c.q) {
			got = h.Level
			if h.Score <= 0 || h.Score >= 1 {
				t.Errorf("%s: score %v", c.what, h.Score)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestSamePlace holds that neither a country, in whatever words, nor a word that many
// places have makes a place of birth a second fact.
func TestSamePlace(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Kisumu", "Kisumu, Nyanza Province, Kenya", true},
		{"Kisumu Kenya", "KISUMU (Kenya)", true},
		{"Al-Awja, near Tikrit", "Tikrit", true},
		{"Кисуму", "Kisumu", true},
		{"Mexico City", "Mexico City, Mexico", true},
		{"Mexico City", "Mexico", false},
		{"Iran (Islamic Republic of)", "Iran (Islamic Republic of)", false},
		{"Republic of Kenya", "Republic of Kenya", false},
		{"USSR", "USSR", false},
		{"Ukrainian SSR", "Kyiv, Ukrainian SSR", false},
		{"Congo, Democratic Republic of the", "Congo, Democratic Republic of the", false},
		{"Tanzania, United Republic of", "Tanzania, United Republic of", false},
		{"Former Yugoslavia", "Former Yugoslavia", false},
		{"Unknown", "unknown", false},
		{"Port Said, Egypt", "Port Sudan, Sudan", false},
		{"Abu Dhabi", "Abu Ghraib, Iraq", false},
		{"Khan Yunis", "Khan Sheikhoun", false},
		{"North Hamgyong", "South Hamgyong", false},
		{"Hamgyong", "North Hamgyong Province, DPRK", true},
	} {
		if got := samePlace(readPlace(c.a), readPlace(c.b)); got != c.want {
			t.Errorf("%q, %q: %t", c.a, c.b, got)
		}
	}
}

func TestCommonNamesSayHowMany(t *testing.T) {
	s := NewIndex([]Entry{person("1", "Mohammed Ali"), person("2", "Tarquin Okondo")}).Searcher()
	people := func(name string) float64 {
		for _, p := range s.Screen(Query{Name: name})[0].Pieces {
			if p.What == "namesakes" {
				return p.People
			}
		}
		return math.NaN()
	}
	if spelt := people("Tarkuin Ocondo"); spelt > 10_000 { // each word in another spelling
		t.Errorf("about %.0f people are called Tarkuin Ocondo", spelt)
	}
	if common, rare := people("Mohammed Ali"), people("Tarquin Okondo"); common < 100_000 || rare > 10_000 {
		t.Errorf("about %.0f people are called Mohammed Ali, %.0f Tarquin Okondo", common, rare)
	}
}

func TestCompareNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Tarquin Okondo", "OKONDO, Tarquin", true},
		{"Абрам Петров", "Abram Petrov", true},
		{"Abdul Rahman Saleh", "Abdulrahman Salih", true},
		{"Nur ud-Din Hamid", "Nooruddin Hameed", true},
		{"T. Okondo", "Tarquin Okondo", true},
		{"Tarquin A. Okondo", "Tarquin B. Okondo", false},
		{"Tarquin Okondo", "Tarquin Mbeki", false},
		{"李小龙", "李小虎", false},
		{"陳小龍", "陈小龙", true},
		{"Ahmad bin Hasan", "Hasan bin Ahmad", false},
		{"", "Tarquin", false},
	} {
		ab, ba := CompareNames(c.a, c.b), CompareNames(c.b, c.a)
		if (ab.Score >= NameThreshold) != c.want || ab.Score >= 1 {
			t.Errorf("%q, %q: %.3f %v, want a match: %t", c.a, c.b, ab.Score, ab.Ways, c.want)
		}
		if math.Abs(ab.Score-ba.Score) > 1e-9 {
			t.Errorf("%q, %q: %.3f one way, %.3f the other", c.a, c.b, ab.Score, ba.Score)
		}
	}
}

func TestCheckBirth(t *testing.T) {
	for text, fits := range map[string]bool{
		"1970-02-01": true, "01/02/1970": true, "31/12/1970": true, "12/31/1970": true, "1 Feb 1970": true, "29 February 1980": true, "Feb 1970": true, "1970": true, "circa 1970": true,
		"1968 to 1971": true, "00/00/1970": true, "00/05/1970": true, "1970-05-00": true, "19700201": true, "1970-02-01T00:00:00Z": true, "1970-02-01 00:00:00": true, "05/1970": true,
		"31/31/1970": false, "13/13/1970": false, "30/02/1981": false, "1981-02-30": false, "1979-13-41": false, "1968-13-30": false, "29 February 1981": false, "32 Jan 1970": false, "19701301": false,
		"13/1970": false, "31/12/70": false, "soon": false, "": false,
	} {
		if err := CheckBirth(text); (err == nil) != fits {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCompareBirths(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want birthFact
	}{
		{"1970-02-01", "1970-02-01", birthDay},
		{"1970-02-01", "1 Feb 1970", birthDay},
		{"1970-01-01", "1 Jan 1970", birthYear},
		{"19700201", "1970-02-01", birthDay},
		{"1970-02", "1970-02-01", birthMonth},
		{"1970", "1970-02-01", birthYear},
		{"1968-13-30", "1968-12-30", birthYear},
		{"1971", "1970", birthNear},
		{"1970-01-02", "1970-02-01", birthNear},
		{"1969", "1968 to 1971", birthNear},
		{"1972", "circa 1970", birthNear},
		{"1973", "circa 1970", birthDifferent},
		{"1970-02-01", "1970-09-20", birthDifferent},
		{"1985", "1970", birthDifferent},
		{"", "1970", birthUnknown},
		{"soon", "1970", birthUnknown},
	} {
		for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := compareBirths(readBirth(pair[0]), readBirth(pair[1])); got != c.want {
				t.Errorf("%q, %q: %s, want %s", pair[0], pair[1], birthOutcomes[got], birthOutcomes[c.want])
			}
		}
	}
}

func TestCompareLists(t *testing.T) {
	before := []Entry{person("1", "A"), person("2", "B", "1970", "1971"), person("3", "C")}
	after := []Entry{person("2", "B", "1971", "1970"), person("3", "C", "1980"), person("4", "D")}
	d := Compare(before, after)
	got := []any{d.Added[0].ID, d.Removed[0].ID, d.Changed[0].ID, d.Changed[0].Fields, len(d.Added), len(d.Removed), len(d.Changed)}
	if diff := cmp.Diff([]any{"4", "1", "3", []string{"births"}, 1, 1, 1}, got); diff != "" {
		t.Error(diff)
	}
	if !Compare(before, before).Empty() {
		t.Error("a list differs from itself")
	}
}

// TestRescreen holds the short way to the long one, on drawn lists.
func TestRescreen(t *testing.T) {
	d := newDrawn(7)
	before := d.entries(3000)
	after := append([]Entry{}, before[100:]...)
	for i := range 60 {
		after[i*7].Births = []string{d.birth()}
	}
	added := d.entries(80)
	for i := range added {
		added[i].ID = "N" + added[i].ID
	}
	after = append(after, added...)
	r := NewRescreen(Compare(before, after))
	old, whole, short := NewIndex(before).Searcher(), NewIndex(after).Searcher(), r.Searcher()
	queries := d.queries(500)
	for i, e := range append(before[:150:150], after[len(after)-60:]...) { // people who are on either
		queries = append(queries, Query{Name: e.Names[0].Text})
		if i%2 == 0 {
			queries = append(queries, Query{Name: e.Names[0].Text, Births: e.Births})
		}
	}
	touched := 0
	for _, q := range queries {
		got, changed := r.Update(short, q, old.Screen(q))
		if changed {
			touched++
		}
		if diff := cmp.Diff(whole.Screen(q), got); diff != "" {
			t.Fatalf("%s: %s", q.Name, diff)
		}
	}
	if touched == 0 || touched > len(queries)/2 {
		t.Errorf("%d of %d people were looked at again", touched, len(queries))
	}
}

// FuzzCompareNames holds that names compare the same way round and back, and
// that nothing reaches 1.
func FuzzCompareNames(f *testing.F) {
	for _, pair := range [][2]string{{"Tarquin Okondo", "Okondo T."}, {"Abd al-Rahman", "abdul"}, {"李小龙", "Li Xiaolong"}, {"محمد", "Mohammed"}, {"a b c", "ab bc"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		ab := CompareNames(a, b)
		if ab.Score < 0 || ab.Score >= 1 || math.IsNaN(ab.Score) {
			t.Fatalf("%q, %q: %v", a, b, ab.Score)
		}
		NewIndex([]Entry{person("1", b, a)}).Searcher().Screen(Query{Name: a, Births: []string{b}, Places: []string{a}})
	})
}

// FuzzBirth holds that no text is read as an impossible date.
func FuzzBirth(f *testing.F) {
	for _, s := range []string{"1970-02-01", "circa 1970", "1968 to 1971", "00/00/1970", "1 Feb 1970"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := readBirth(s)
		if b.month < 0 || b.month > 12 || b.day < 0 || b.day > 31 || b.from > b.to {
			t.Fatalf("%q: %+v", s, b)
		}
	})
}
