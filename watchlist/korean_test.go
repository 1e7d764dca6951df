package watchlist

import "testing"

// TestKoreanSpellings holds the ways to spell one Korean name to be taken for one, and
// other names not to be. A spelling that stands for two names is taken for both: in the
// North's spelling Yong is what the South writes Yeong or Yong.
func TestKoreanSpellings(t *testing.T) {
	for _, one := range [][]string{
		{"김철수", "Kim Cheol-su", "Kim Chul-soo", "Kim Chulsoo", "Kim Chol Su", "Gim Cheolsu", "Chulsoo Kim", "Kim, Chul Soo"},
		{"이영희", "Lee Young-hee", "Yi Yeong-hui", "Ri Yong Hui", "Lee Younghee", "Rhee Young Hee", "I Yeonghui", "Younghee Lee"},
		{"박정호", "Park Jung-ho", "Pak Chong-ho", "Bak Jeong-ho", "Park Jeongho", "Park Joung Ho", "Jungho Park"},
		{"최동욱", "Choi Dong-wook", "Choe Tong Uk", "Choi Donguk", "Choi Dongwook", "Dong Wook Choi"},
		{"조현우", "Cho Hyun-woo", "Jo Hyeonu", "Cho Hyon U", "Hyunwoo Cho"},
		{"임재현", "Lim Jae-hyun", "Im Jaehyeon", "Rim Jae Hyon", "Lim Jaehyun"},
	} {
		for i, a := range one {
			for _, b := range one[:i] {
				if got := CompareNames(a, b); got.Score < NameThreshold {
					t.Errorf("%s and %s: %.2f %v", a, b, got.Score, got.Ways)
				}
			}
		}
	}
	for _, c := range [][2]string{
		{"Kim Min-jun", "Kim Min-ji"}, {"Lee Ji-hoon", "Lee Ji-hye"}, {"Kim Cheolsu", "Kim Yeongsu"}, {"Choi Dong-wook", "Choi Dong-hyun"}, {"Jungho Park", "Junghoon Park"},
		{"Kim Su-jin", "Kim Jin-su"}, {"Kim Sujin", "Kim Jinsu"}, {"Song Min-ho", "Min Song-ho"}, {"Kang Seung-min", "Kang Min-seung"}, {"Wang Tong", "Wang Dong"},
	} {
		if got := CompareNames(c[0], c[1]); got.Score >= NameThreshold {
			t.Errorf("%s and %s: %.2f %v", c[0], c[1], got.Score, got.Ways)
		}
	}
}

// TestKoreanNamesAreFound screens a listed name in other spellings, with its date and
// without.
func TestKoreanNamesAreFound(t *testing.T) {
	s := NewIndex([]Entry{person("1", "RYANG TAEK GWON", "1966-03-13"), person("2", "KIM CHOL SU", "1970-05-09")}).Searcher()
	for _, c := range []struct {
		q    Query
		want Level
	}{
		{Query{Name: "Yang Taekkwon", Births: []string{"1966-03-13"}}, LevelProbable},
		{Query{Name: "Yang Taekkwon"}, LevelPossible},
		{Query{Name: "Kim Chulsoo", Births: []string{"1970-05-09"}}, LevelProbable},
		{Query{Name: "Chulsoo Kim", Births: []string{"1990-06-10"}}, LevelNone},
		{Query{Name: "Kim Chulmin", Births: []string{"1970-05-09"}}, LevelNone},
	} {
		got := LevelNone
		for _, h := range s.Screen(c.q) {
			got = h.Level
		}
		if got != c.want {
			t.Errorf("%s %v: %s, want %s", c.q.Name, c.q.Births, got, c.want)
		}
	}
}
