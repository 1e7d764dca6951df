//go:build evaluate

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Family names and given names that were common in Korea at some time of the last
// eighty years. They were chosen as such, and not by what any list holds.
const (
	koreanFamilies = "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 전 홍 고 문 양 손 배 백 허 유 남 심 노 하 곽 성 차 주 우 구 나"
	koreanGiven    = "영수 영호 영철 정웅 영식 종수 정수 상철 경수 철수 동수 성수 성호 정호 상호 진호 성훈 상훈 지훈 정훈 동현 현우 승현 준영 민수 재현 성민 준호 민준 서준 도윤 예준 시우 " +
		"영자 정자 순자 춘자 경자 옥자 명자 숙자 정숙 영숙 영희 정희 경희 순옥 미숙 미경 경숙 은주 은정 미영 현정 은경 지영 수진 지은 혜진 유진 민지 수빈 지원 서연 민서 서윤 " +
		"성일 광일 춘식 태훈 현철 명철 영일 경일 남일 우진 건우 선우 연우 유준 정우 승우 시윤 준서 하준 지호 지우 하은 소율 지아 다은 예은 수아 윤서 채원"
)

// romanised writes Hangul in the official spelling of 2000, syllable by syllable.
func romanised(hangul string) (syllables []string) {
	first, middle, last := strings.Split("g kk n d tt r m b pp s ss  j jj ch k t p h", " "), strings.Fields("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"), strings.Split(" k k k n n n t l k m p l l p l m p p t t ng t t k t p t", " ")
	for _, r := range hangul {
		n := int(r - 0xac00)
		syllables = append(syllables, first[n/588]+middle[n%588/28]+last[n%28])
	}
	return syllables
}

// northern turns a syllable of the official spelling into the older one that is usual
// in the North and stands on lists.
var northern = map[string]string{
	"gim": "kim", "i": "ri", "bak": "pak", "gang": "kang", "jo": "cho", "jeong": "chong", "cheol": "chol", "yeong": "yong", "gyeong": "kyong",
	"seong": "song", "hyeon": "hyon", "jun": "chun", "jin": "chin", "ji": "chi", "dong": "tong", "eun": "un", "geon": "kon", "jong": "chong", "jae": "chae",
}

// koreanGenerations prints the share of common names that reach possible without a
// date, in letters, in signs and in the spelling of the lists themselves, which has no
// bar, as many of them are listed names: docs/lists.md.
func koreanGenerations(t *testing.T) {
	title := func(s string) string { return string(unicode.ToUpper(rune(s[0]))) + s[1:] }
	north := func(syllables []string) string {
		for i, s := range syllables {
			syllables[i] = cmp.Or(northern[s], s)
		}
		return title(strings.Join(syllables, " "))
	}
	var letters, signs, older strings.Builder
	for _, w := range []*strings.Builder{&letters, &signs, &older} {
		w.WriteString("name\n")
	}
	for _, family := range strings.Fields(koreanFamilies) {
		for _, given := range strings.Fields(koreanGiven) {
			fmt.Fprintf(&letters, "%s %s\n", title(romanised(family)[0]), title(strings.Join(romanised(given), "-")))
			fmt.Fprintf(&signs, "%s%s\n", family, given)
			fmt.Fprintf(&older, "%s %s\n", north(romanised(family)), north(romanised(given)))
		}
	}
	for what, text := range map[string]string{"letters": letters.String(), "signs": signs.String(), "Northern spelling": older.String()} {
		file := filepath.Join(t.TempDir(), "names.csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		publicTable(t, publicLists+"un_individuals.csv") // skips where the data is not there
		var all share
		for _, lines := range screenPublic(t, file) {
			all.count(lines[0].ListID != nil)
		}
		fmt.Printf("common Korean names of every generation in %s that reach possible: %s\n", what, all)
		if all.of != 3800 || what != "Northern spelling" && all.rate() > 0.005 {
			t.Errorf("%s: not met", what)
		}
	}
}
