package passage

import (
	"math"
	"strings"

	"muster/normal"
)

// How telling a word is by itself, in bits.
const (
	bitsFunction = 0.5 // the, and, of
	bitsStock    = 1.2 // words any CV holds
	bitsShort    = 2   // one or two letters; one character of a script without word breaks
	bitsNumber   = 4
	bitsPlain    = 7
)

// functionWords hold texts together in some languages that CVs are written in.
const functionWords = `
a about above across after all also although am among an and any are as at be because been before being below
between both but by can could did do does doing down during each either etc every few for from further had has
have having he her here him his how however i if in into is it its itself just least less like made make many may
me might more most much must my myself neither no nor not now of off on once one only onto or other our out over
own per same she should since so some such than that the their them themselves then there these they this those
three through throughout thus to together too toward towards two under until up upon us use used uses using very
via was we well were what when where whether which while who whom whose why will with within without would yet
you your first second third four five six seven eight nine ten several various both another new
der die das und oder mit von zu im in den dem des ein eine einer eines fuer auf als bei aus nach ueber durch
le la les un une des du de et ou en dans pour avec sur par au aux que qui est sont
el los las y o en con para por del al una como su sus que es
il lo gli i e o di da in con su per tra fra che
o os a as e ou do da dos das no na em com para por
i w z na do oraz lub dla od po przy sie jest
van het een en of met voor op bij aan uit naar door
`

// stockWords are the words of any CV: its headings, the verbs of duty and
// success, the parts of companies, degrees and dates, and the adjectives that
// writing aids favour.
const stockWords = `
ability able academic accelerate accelerated accelerating accomplished accomplishments account accountable accounts
accuracy accurate achieve achieved achievement achievements achieving across acted active actively activities
adaptable adept address administration administrator adopted adoption advanced advice agile aligned alignment
analyse analysed analysis analyst analytical analytics analyze analyzed application applications applied applying
approach approaches april architect architected architecting architecture architectures area areas art assist
assistant assisted associate assurance attention august automate automated automating automation availability
available award awarded awards bachelor back backend background backlog based basis bash benefits best better
board bootcamp bring bringing broad budget budgets bug bugs build building built bsc business businesses candidate
capabilities capability career centric ceremonies certificate certificates certification certifications certified
challenge challenges challenging change changes chief city class clean clear client clients close closely cloud
coach coached coaching code coding collaborate collaborated collaborating collaboration collaborative
collaboratively college committed commitment communicate communicated communication communicator community
companies company complete completed completing complex compliance components computer computing conduct conducted
conducting consistent consistently consultancy consultant consulting continued continuous continuously contract
contractor contribute contributed contributing contributions control coordinate coordinated coordinating coordination
core cost costs course courses coverage create created creating creative critical cross culture current currently
curriculum customer customers cutting cv cycle daily data database databases date day days dead deadline deadlines
debugging december dedicated deep define defined defining degree deliver delivered delivering delivery demonstrated
department deploy deployed deploying deployment deployments design designed designer designing designs detail detailed
develop developed developer developers developing development devops digital diploma director distinction diverse
document documentation documented domain drive driven driver driving duties dynamic e eager early ecosystem edge edition
education effective effectively efficiency efficient efficiently email employee employees employer employment enable
enabled enabling end engaged engagement engagements engineer engineered engineering engineers english enhance enhanced
enhancing ensure ensured ensuring enterprise enthusiastic environment environments equivalent established ethic
evaluate evaluated excel excellence excellent exceptional execute executed executing execution executive existing
experience experienced experiences expert expertise experts exposure extensive external fast february feature features
feedback field finance financial firm fixing flexible fluent focus focused following fostered fostering framework
frameworks freelance friendly front frontend full fully function functional functions fundamentals gained gcse general
git github goal goals good graduate graduated great group groups growing growth guidance guided hands hardware head
health help helped helping high highly hire hired history hobbies home honours hours hsc human ideas identified identify
identifying impact impactful implement implementation implementations implemented implementing improve improved
improvement improvements improving incident incidents include included includes including increase increased increasing
independent independently individual industry information infrastructure initiative initiatives innovation innovative
inside insight insights institute integrate integrated integrating integration integrations intelligence interest
interested interests interfaces intern internal international internship interpersonal introduced issue issues january
job join joined july june junior key knowledge language languages large latest launch launched lead leader leaders
leadership leading learn learner learning led legacy level levels leverage leveraged leveraging lifecycle line linkedin
local location long looking low machine maintain maintainable maintained maintaining maintenance major manage managed
management manager managers managing manner march market marketing master masters maximise maximising measurable
measures media meet meeting meetings member members mentor mentored mentoring methodologies methodology methods metrics
microservices microsoft migrated migration migrations milestones mindset minimal mobile model modelling models modern
modules monitor monitored monitoring month months motivated msc multi multiple name native need needs network
networking networks november october office offices on-time online open operating operation operational operations
opportunities opportunity optimal optimisation optimise optimised optimising optimization optimize optimized
optimizing orchestrated order organisation organisational organisations organised organization organizational
organizations oriented outcome outcomes outstanding overall oversaw oversee overseeing ownership pace paced part
participated participating partner partnered partnering partners passion passionate people percent performance
performed performing person personal personnel perspective phone pipeline pipelines place plan planned planning
plans platform platforms play played player point policies policy portfolio position positions positive
postgraduate practical practice practices prepared present presentation presentations presented present previous
primary principal principles prior prioritise prioritised priorities pro proactive proactively problem problems
procedures process processes processing product production productive productivity products professional
professionally proficiency proficient profile profit program programme programmer programmes programming programs
progress project projects promote promoted proven provide provided providing public purpose qualification
qualifications qualified quality quarter quarterly quickly range rapid rapidly rate real recognised recognition
record reduce reduced reducing reference references referees refactored refactoring regular regularly related
relational relationship relationships release released releases relevant reliability reliable remote report reported
reporting reports request requests requirement requirements research resolution resolve resolved resolving
resources respond response responsibilities responsibility responsible responsive result resulted resulting results
resume retention return revenue review reviewed reviewing reviews rigorous risk risks roadmap robust role roles run
running sales satisfaction scalability scalable scale scaled scaling schedule school science sciences scientist
scripts scrum seamless seamlessly secondary section sector secure security seeking selected self senior september
server servers service services set setting shaping share shared shipped short significant significantly site skill
skilled skills small smooth social software solid solution solutions solve solved solver solving source specialised
specialising specialist specialized specifications spearheaded sprint sprints sql stack staff stage stakeholder
stakeholders standard standards start started startup state status strategic strategies strategy streamline
streamlined streamlining strength strengths strong structure structured structures student studied studies study
success successful successfully summary supervised supplier support supported supporting system systems take taking
talent target targets task tasks teach team teams teamwork tech technical technically technique techniques
technologies technology telephone term test tested testing tests thinking thorough thrive thrives throughput tight
time timely times title together tool tooling tools top track tracked tracking trained training transform
transformation transformed transforming translate translated translating trends troubleshooting trusted turn type
undergraduate understand understanding university updated user users utilised utilising utilize utilized utilizing
value values vendors verbal version vision visualisation vitae volunteer ways web website websites week weekly wide
willing work worked worker workflow workflows working workload workplace works workshops world write writing
written wrote year years york london
agnostic ansible api apis apache aws azure bitbucket c cd ci cisco concepts containers css docker elasticsearch
gcp gitlab go golang google graphql grafana html http ios java javascript jenkins jira json kafka kubernetes linux
mongodb mysql net node nodejs nosql oop oracle php postgres postgresql prometheus python react rabbitmq redis rest
restful ruby rails rust sass scala serverless spring swift terraform typescript unit unix vue windows xml
hard-working keen paced results-driven detail-oriented self-starter hobby reading travel travelling music football
`

// vocabulary says how telling words are by themselves. It is only read once
// built.
type vocabulary map[uint64]float32

// newVocabulary returns how telling the listed words are.
func newVocabulary() vocabulary {
	v := vocabulary{}
	add := func(list string, bits float32) {
		for _, w := range strings.FieldsFunc(list, func(r rune) bool { return r == ' ' || r == '\n' || r == '-' }) {
			v[wordHash(w)] = bits
		}
	}
	add(stockWords, bitsStock)
	add(functionWords, bitsFunction) // the weaker reading of a word in both lists
	return v
}

// wordHash is the hash of one word as words computes it.
func wordHash(w string) uint64 {
	h := uint64(hashSeed)
	for _, c := range []byte(normal.Fold(w)) {
		h = hashByte(h, c)
	}
	return mix(h)
}

// unseenDocs is how many documents the listed words stand for: a handful of
// documents teaches nothing about what is common.
const unseenDocs = 30

// learn lowers the words that many of a sample of documents use, which makes
// the stock sentences of any language and trade weak, however few documents
// there are. Each document is a list of different words.
func (v vocabulary) learn(documents [][]uint64) {
	used := map[uint64]int{}
	for _, d := range documents {
		for _, w := range d {
			used[w]++
		}
	}
	n := float64(len(documents))
	for w, k := range used {
		if k < 2 {
			continue
		}
		bits := float32(max(math.Log2((n+unseenDocs)/(float64(k)+0.5)), bitsFunction))
		if known, ok := v[w]; bits < bitsPlain && (!ok || bits < known) {
			v[w] = bits
		}
	}
}

// bits returns how telling a word is by itself.
func (v vocabulary) bits(w word) float64 {
	bits := float32(bitsPlain)
	switch w.form {
	case formShort:
		bits = bitsShort
	case formNumber:
		bits = bitsNumber
	}
	if b, ok := v[w.hash]; ok {
		bits = min(bits, b)
	}
	return float64(bits)
}
