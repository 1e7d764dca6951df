package watchlist

import (
	"math"
	"strings"

	"muster/normal"
)

const (
	worldPeople = 8e9
	// rareHolders is the stated prior for a word that is not in the table.
	rareHolders = 100_000
	// together says how much more often two common words of one name meet than
	// chance has it: names of one language go with each other.
	together = 30
	// lightBits is what a particle, a legal form or an initial weighs.
	lightBits = 1
)

// commonWords says about how many million people carry a word as any part of
// their name. Rounded public figures and estimates; spellings of one word need
// one line only. It is a table of how common words are, so that a common name
// weighs less: nothing is inferred about anybody who carries one.
const commonWords = `
muhammad 150|ahmad 40|ali 40|hussein 30|hassan 25|abdullah 20|ibrahim 20|mahmoud 12|omar 9|yusuf 15|khalid 8|said 15|khan 35|islam 12|begum 15|akhtar 6|bibi 10|shah 8|malik 8|rahman 12|abdrahman 6|karim 6
abd 30|mustafa 9|saleh 6|salim 5|hamid 5|rashid 4|nasir 4|aziz 4|jamal 4|fatima 15|aisha 9|maryam 8|zainab 5|abu 8|amin 4|haji 3|agha 2|mullah 1|akhund 1|rahim 4|latif 2|ghani 2|majid 2|kamal 3|ismail 6|sulaiman 5|daud 3|musa 5|isa 3|yahya 3|bakr 3|uthman 6|tariq 3|walid 2|adel 2|samir 3|nur 8|jan 6|wali 2|sharif 3|hamza 3|bilal 2|idris 3
wang 105|li 110|zhang 98|liu 72|chen 85|yang 48|huang 34|zhao 29|wu 40|zhou 27|xu 28|sun 20|ma 20|zhu 19|hu 19|guo 18|he 18|lin 24|gao 16|luo 15|zheng 15|liang 13|xie 12|song 14|tang 12|deng 9|han 11|feng 10|cao 9|peng 9|zeng 9|xiao 9|tian 8|dong 8|pan 8|yuan 8|cai 8|jiang 10|yu 12|du 8|ye 8|cheng 8|wei 20|su 7|lu 10|ding 7|ren 6|shen 7|yao 6|jin 15|ming 20|hong 15|hua 15|jun 20|ping 12|ying 15|fang 10|mei 12|xin 12|lei 8|tao 8|yan 15|jie 10|qiang 8|bin 8|hui 12
kim 27|park 11|choi 6|jung 15|kang 5|cho 10|yoon 3|jang 6|lim 6|shin 3|kwon 2|ryu 4|hwang 4|ahn 3|oh 4|min 12|young 14|joon 10|hyun 10|soo 10|woo 8|sung 12|chul 8|hyuk 4|kyung 9|hee 9|eun 10|ji 12|ho 14|seo 10|yeon 6|hye 5|jae 7|kwang 4|nam 6|il 5|sok 4|su 12|myong 5|chon 3|sik 4|pong 2|yun 5|won 6|ha 5|do 6|si 5|ye 4|in 4|sang 6|dong 8|tae 4|ki 5|ri 8|jong 9|chol 8|hyok 4|gyong 4|pak 11|tong 4|sun 8|hyong 4|un 8|hak 3|hun 4
nguyen 40|tran 12|le 12|pham 7|hoang 6|phan 5|vu 4|dang 3|bui 3|thi 35|van 30|anh 8|minh 8|duc 4|thanh 8|huu 4
sato 2|suzuki 2|takahashi 2|tanaka 2|watanabe 2|ito 2|yamamoto 2|kobayashi 1
devi 70|singh 45|kumar 45|das 12|sharma 8|gupta 5|patel 6|ram 14|lal 8|rao 5|reddy 4|kaur 12|kumari 12|yadav 8|verma 4|mishra 4|roy 4|sita 4|krishna 6|rani 5|prasad 6|raj 6|anil 3|sunil 3|ravi 3|rajesh 3|sanjay 3|fernando 3|perera 1
garcia 11|rodriguez 9|martinez 8|hernandez 8|lopez 8|gonzalez 9|perez 7|sanchez 7|ramirez 5|torres 5|flores 5|rivera 3|gomez 5|diaz 4|cruz 4|reyes 3|morales 3|silva 8|santos 7|oliveira 5|souza 5|pereira 4|costa 4|ferreira 4|rodrigues 3|almeida 3|alves 3|lima 3|castro 3|ortiz 2|gutierrez 2|romero 2|alvarez 2|ruiz 2|fernandez 4|mendoza 2|vargas 2|ramos 3|jose 30|juan 20|luis 15|carlos 14|antonio 15|francisco 10|manuel 9|pedro 9|miguel 9|jorge 6|maria 65|ana 20|jesus 7|rosa 7|carmen 6|joao 6|paulo 5|angel 5|javier 4|alberto 4|rafael 5|fernanda 2
john 35|james 12|robert 12|william 12|david 22|michael 20|richard 9|thomas 14|charles 8|joseph 14|daniel 15|paul 14|mark 10|peter 12|george 14|andrew 8|stephen 9|martin 9|christopher 5|anthony 5|kevin 4|brian 4|mary 14|anna 22|elizabeth 9|sarah 8|jennifer 4|linda 4|susan 3|karen 2|nancy 2|emma 4|laura 6|marie 9|julia 7|sophia 5|smith 5|johnson 4|williams 3|brown 3|jones 3|miller 2|davis 2|wilson 2|anderson 2|taylor 2|thomas 14|moore 1|jackson 2|white 1|harris 1|lewis 1|robinson 1|walker 1|hall 1|muller 2|schmidt 2|rossi 1
ivan 8|alexander 20|sergey 6|vladimir 6|andrey 5|dmitry 5|alexei 4|mikhail 4|nikolai 4|elena 8|olga 6|natalia 8|tatiana 6|ivanov 3|petrov 2|smirnov 2|magomed 2|magomedov 1|aleksandrovich 3|vladimirovich 3|nikolaevich 3|ivanovich 3|sergeevich 2|mehmet 4|mustafa 9|fatma 4|ayse 3|yilmaz 1|kaya 1|demir 1|siti 8|nur 8|sri 5|dewi 4|muhamad 20|setiawan 1|budi 2|agus 3`

// holders maps keys of words to how many people carry them.
var holders = readHolders()

func readHolders() map[string]float64 {
	m := map[string]float64{}
	for line := range strings.FieldsFuncSeq(commonWords, func(r rune) bool { return r == '|' || r == '\n' }) {
		word, count, _ := strings.Cut(strings.TrimSpace(line), " ")
		n := 0.0
		for _, d := range count {
			n = 10*n + float64(d-'0')
		}
		for _, key := range normal.NameKeys(word) {
			if !strings.HasPrefix(key, "#n") { // short forms are counted by themselves
				m[key] = max(m[key], n*1e6)
			}
		}
	}
	return m
}

// wordHolders returns about how many people carry a word with these keys.
func wordHolders(keys []string, letters int) float64 {
	n := float64(rareHolders)
	if letters <= 3 {
		n = 20 * rareHolders // few words are that short, so each is carried by many
	}
	for _, k := range keys {
		n = max(n, holders[k])
	}
	return n
}

// bitsOf is how much a word says: the binary logarithm of one in how many.
func bitsOf(count float64) float64 { return math.Log2(worldPeople / count) }

// peopleOf estimates how many people carry the words with these bits.
func peopleOf(bits float64, words int) float64 {
	if words == 0 {
		return worldPeople
	}
	n := worldPeople * math.Exp2(-bits) * math.Pow(together, float64(words-1))
	return math.Round(max(n, 1))
}
