package watchlist

import (
	"slices"
	"testing"

	"muster"
)

// TestNamesAcrossScripts holds names of one person in two scripts, or under two
// systems of spelling, to be taken for one; and strangers' names not to be. The
// people are invented.
func TestNamesAcrossScripts(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Kim Chol Su", "김철수", true}, {"Pak Yong Sik", "박영식", true}, {"Park Young-sik", "박영식", true}, {"Jang Song Thaek", "장성택", true}, {"Choi Ryong-hae", "최용해", true},
		{"김철수", "김영수", false}, {"Kim Yong Su", "김철수", false},
		{"Khalid bin Walid al-Mansour", "خالد بن وليد المنصور", true}, {"Hussein Mohammed al-Tikriti", "حسين محمد التكريتي", true}, {"Abdelrahman Yasin", "عبدالرحمن ياسين", true},
		{"Ilyas Mansour", "الياس منصور", true}, {"Khalid al-Mansour", "خالد المنشاوي", false},
		{"Ali Reza Hosseini", "علی رضا حسینی", true}, {"Alireza Hosseini", "علیرضا حسینی", true}, {"Ali Reza Hosseini", "علي رضا حسيني", true}, {"Mahmood Ahmadi Nejad", "محمود احمدی نژاد", true},
		{"Gholamreza Soleymani", "غلامرضا سلیمانی", true}, {"Ali Akbar Hashemi", "علی رضا حسینی", false}, {"Samir Hassan", "سمير حسين", false},
		{"Levan Kvaratskhelia", "ლევან კვარაცხელია", true}, {"Levan Kvaratskhelia", "ლევან კვირიკაშვილი", false},
		{"Ihar Lukashevich", "Игорь Лукашевич", true}, {"Jevgenij Tsarev", "Евгений Царёв", true}, {"Aleksey Tsarev", "Alexei Tsaryov", true}, {"Viktor Anatolijevitch Sokol", "Виктор Анатольевич Сокол", true},
		{"Andrey Tsarev", "Alexei Tsaryov", false},
		{"Chang Wei-kuo", "張衛國", true}, {"张卫国", "张卫民", false},
	} {
		if got := CompareNames(c.a, c.b).Score >= NameThreshold; got != c.same {
			t.Errorf("%s and %s: %.2f, same is %t", c.a, c.b, CompareNames(c.a, c.b).Score, c.same)
		}
	}
}

// TestNamesInSignsAreFoundAsInLetters: a common name written in signs is as possible
// as its spelling in letters. In part it needs a date, since many more sound alike
// than are alike.
func TestNamesInSignsAreFoundAsInLetters(t *testing.T) {
	x := NewIndex([]muster.ListEntry{{ID: "1", Names: []muster.ListedName{{Text: "KIM YONG CHOL"}}}, {ID: "2", Names: []muster.ListedName{{Text: "KIM YONG CHOL"}}, Births: []string{"1961-02-03"}}})
	s := x.Searcher()
	for _, c := range []struct {
		q    Query
		want []string
	}{
		{Query{Name: "김영철"}, []string{"1", "2"}},
		{Query{Name: "김영철", Births: []string{"1988-01-01"}}, []string{"1"}},
		{Query{Name: "김영철", Births: []string{"1961-02-03"}}, []string{"2", "1"}},
		{Query{Name: "김영"}, nil},
		{Query{Name: "김영수"}, nil},
		{Query{Name: "김영호철"}, nil},
		{Query{Name: "Kim Yong Chol", Births: []string{"1961-02-03"}}, []string{"2", "1"}},
	} {
		var got []string
		for _, h := range s.Screen(c.q) {
			got = append(got, h.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %v: %v, want %v", c.q.Name, c.q.Births, got, c.want)
		}
	}
}

// TestACommonNameInPartIsNobodys: without a date, what many people carry is a hit only
// as a whole name, in whatever spelling and with the family name first or last.
func TestACommonNameInPartIsNobodys(t *testing.T) {
	entries := []muster.ListEntry{
		{ID: "short", Names: []muster.ListedName{{Text: "RYU JIN"}}},
		{ID: "given", Names: []muster.ListedName{{Text: "Young-Chul"}}, Births: []string{"1962-02-18"}},
		{ID: "whole", Names: []muster.ListedName{{Text: "RI SU YONG"}}, Documents: []Document{{Number: "654321987"}}},
		{ID: "rare", Names: []muster.ListedName{{Text: "Okondo Belisar Tarquin"}}},
	}
	s := NewIndex(entries).Searcher()
	for _, c := range []struct {
		query Query
		want  string
	}{
		{Query{Name: "Kim Yoo-jin"}, ""}, {Query{Name: "Yoo Jin"}, "short"}, {Query{Name: "이유진"}, ""}, {Query{Name: "유진"}, "short"},
		{Query{Name: "Park Young-chul"}, ""}, {Query{Name: "Park Young-chul", Births: []string{"1962-02-18"}}, "given"}, {Query{Name: "An Yeong-cheol"}, ""}, {Query{Name: "O Yeong-cheol"}, ""},
		{Query{Name: "Ri Su-yong"}, "whole"}, {Query{Name: "Su-yong Lee"}, "whole"}, {Query{Name: "Lee Yeong-su"}, ""}, {Query{Name: "Lee Sun-yong"}, ""},
		{Query{Name: "Lee Yeong-su", Documents: []Document{{Number: "654321987"}}}, "whole"},
		{Query{Name: "Tarquin Okondo"}, "rare"}, {Query{Name: "Okondo Tarquin Belisar"}, "rare"},
	} {
		got := ""
		for _, h := range s.Screen(c.query) {
			got += h.ID
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.query, got, c.want)
		}
	}
	if hits := s.Screen(Query{Name: "Lee Yeong-su", Documents: []Document{{Number: "654321987"}}}); len(hits) != 1 || hits[0].Level != LevelStrong {
		t.Errorf("with the document: %+v", hits)
	}
}

// TestFirmsAndShips are found by what stands in quotes, by one word of their own,
// and by a ship's number with or without its letters.
func TestFirmsAndShips(t *testing.T) {
	x := NewIndex([]Entry{
		{ID: "firm", Kind: muster.ListEntity, Names: []ListedName{{Text: "ООО «Пример Технологии»"}}},
		{ID: "short", Kind: muster.ListEntity, Names: []ListedName{{Text: "Example Mining Development Trading Corporation"}, {Text: "EXMID"}}},
		{ID: "person", Kind: KindPerson, Names: []ListedName{{Text: "Petr Invented Sokolov"}, {Text: "Krechet"}}},
		{ID: "ship", Kind: muster.ListVessel, Names: []ListedName{{Text: "OCEAN EXAMPLE"}}, Documents: []Document{{Kind: "imoNumber", Number: "IMO 9187629"}}},
	})
	s := x.Searcher()
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{Name: "Primer Tekhnologii OOO"}, "firm"}, {Query{Name: `"Primer Tekhnologii" LLC`}, "firm"}, {Query{Name: "OOO"}, ""}, {Query{Name: "Exmid"}, "short"}, {Query{Name: "Krechet"}, ""},
		{Query{Name: "Somebody Else", Documents: []Document{{Number: "9187629"}}}, "ship"}, {Query{Name: "Somebody Else", Documents: []Document{{Number: "IMO 9187628"}}}, ""},
	} {
		got := ""
		for _, h := range s.Screen(c.q) {
			got += h.ID
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
}
