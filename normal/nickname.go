package normal

import (
	"slices"
	"strings"
)

// nicknameGroups lists names used for one another in daily life, folded, one
// group per line, compiled for this package from general knowledge. A name may
// stand in several groups: Alex is Alexander and Alexandra.
var nicknameGroups = []string{
	"alexander alex al alec alek sandy sasha lex xander alejandro sacha olek aleksander",
	"alexandra alex sandra sasha lexi sandy ola alejandra aleksandra",
	"robert rob bob bobby robbie bert robin roberto",
	"william will bill billy willy liam wil willem wilhelm guillermo willi",
	"richard rick rich dick ricky richie ricardo",
	"james jim jimmy jamie jem",
	"john jon johnny jack jonny johan johannes hans jan juan ian sean",
	"jonathan jon john jonny nathan johnathan",
	"michael mike mick micky mikey michel mikael miguel misha",
	"elizabeth liz beth lizzie betty eliza lisa elisabeth libby betsy ella elsie bess lizzy elspeth",
	"katherine catherine kate katie kathy cathy kat katy kitty kath cath katharine kathryn catharine kathleen",
	"margaret maggie meg peggy marge margie greta rita madge gosia margarita malgorzata",
	"thomas tom tommy tomas",
	"joseph joe joey jo josef jose pepe",
	"charles charlie chuck chas carl karl carlos charly",
	"charlotte charlie lottie lotte",
	"edward ed eddie ted teddy ned eduardo edek",
	"edwin ed eddie", "edmund ed eddie ted", "theodore ted teddy theo", "eduard ed edi",
	"andrew andy drew andre andreas andres andrey",
	"anthony tony ant antonio anton toni antoni",
	"daniel dan danny dani", "danielle dani danni", "david dave davy davide dawid",
	"christopher chris kit topher kris krzysztof krzys christoph", "christina chris tina chrissy christine kristina kristine",
	"christian chris", "nicholas nick nicky nico klaus niklas nicolas nikolas nikolai kolya mikolaj", "nicole nicky nikki nic",
	"matthew matt matty mateo mathias matthias", "mathew matt", "samuel sam sammy", "samantha sam sammy", "samson sam",
	"benjamin ben benny benji", "benedict ben", "joshua josh", "jacob jake jakob jacques kuba jakub", "zachary zach zack zak",
	"patrick pat paddy rick", "patricia pat patty trish tricia patsy", "peter pete pedro petr piotr pieter",
	"stephen steve stevie steven stephan stefan ste", "timothy tim timmy", "gregory greg gregor grzegorz", "jeffrey jeff geoff geoffrey",
	"gerald gerry jerry", "gerard gerry", "jeremy jerry jem", "lawrence larry laurie lawrie laurence lars lorenzo", "leonard len lenny leo",
	"kenneth ken kenny", "ronald ron ronnie", "donald don donnie", "raymond ray", "frederick fred freddie freddy fritz friedrich fryderyk",
	"alfred alf fred", "albert al bert bertie", "arthur art artie artur", "harold harry hal", "henry harry hank henri heinrich enrique",
	"walter walt wally", "francis frank fran francisco frankie paco franz", "frances fran frankie", "franklin frank", "philip phil pip philipp phillip felipe filip",
	"douglas doug", "dominic dom nick dominik", "vincent vince vinny", "victor vic viktor vitya", "victoria vicky vic tori wiktoria",
	"susan sue susie suzie suzanne susanne", "deborah deb debbie debra", "barbara barb babs basia", "jennifer jen jenny jenn", "jessica jess jessie",
	"rebecca becky becca bex", "rachel rach", "sarah sally sara sadie", "stephanie steph steffi stefanie", "kimberly kim kimberley", "pamela pam",
	"cynthia cindy", "dorothy dot dottie dolly", "eleanor ellie nell nora ellen elinor", "helen nell ellie lena elena helena", "emily em emmy millie",
	"emma em", "isabella bella izzy isabel isabelle", "abigail abby gail", "amanda mandy", "melissa mel missy", "melanie mel", "michelle shelly mich",
	"natalie nat natalia natasha", "natalia natasha nata", "nathaniel nate nat nathan", "oliver ollie olli", "olivia liv livvy", "sebastian seb bastian basti",
	"maximilian max maxim", "maxwell max", "martin marty marcin", "mary molly polly mae maria marie marya masha", "maria masha mascha marusya",
	"theresa terry tess tessa teresa therese", "terence terry", "virginia ginny", "valerie val", "josephine jo josie", "joanna jo joan asia jana", "anna ann anne annie hanna hannah ana anya ania anja",
	"ekaterina katya catherine katerina katja kasia katarzyna", "dmitry dima mitya", "evgeny zhenya eugene gene yevgeny evgenii", "ivan vanya john",
	"vladimir vova volodya vlad volodymyr", "sergey serge seryozha serhii", "tatiana tanya tania", "yuri george jiri yura", "george georg jorge giorgos", "pavel paul pablo pasha pawel",
	"mikhail misha michael", "nadezhda nadia nadya", "oksana ksenia", "anastasia nastya stacy asya", "konstantin kostya constantine", "olga olya", "svetlana sveta lana",
	"giovanni gianni john", "giuseppe beppe peppe joseph", "francesco franco", "luigi gigi louis", "louis lou lewis luis ludwig", "luca luke lucas lukas lukasz", "marc mark marco marcus markus marek",
	"johanna hanna hanne", "sabine bine", "wolfgang wolf", "ulrich uli", "ursula uschi", "juergen jurgen", "guillaume william", "dolores lola", "concepcion concha", "ignacio nacho", "rafael rafa raphael rafal",
	"manuel manu manolo emmanuel", "agnieszka aga agnes", "zbigniew zbyszek", "stanislaw staszek stan stanley", "tadeusz tadek", "wojciech wojtek", "malgorzata gosia",
	"mohammed mo moe", "abdullah abdul", "ibrahim abraham abe", "yusuf joseph", "solomon sol", "nathan nate", "calvin cal", "cameron cam", "phoebe fifi", "gabriel gabe gabi", "gabriella gabby gabi",
	"russell russ", "stuart stu stewart", "clifford cliff", "clinton clint", "malcolm mal", "norman norm", "roderick rod roddy", "rodney rod", "roger rodge", "simon si", "trevor trev", "desmond des", "dennis denny den denis",
	"eugene gene", "ernest ernie", "herbert herb bert", "hubert bert", "gilbert gil bert", "graham graeme", "alan al allan allen", "alastair al alasdair alistair", "bernard bernie", "bradley brad", "brandon bran", "irene renie", "jacqueline jackie", "janet jan", "jean jeanie", "judith judy jude", "julian jules", "julia jules julie", "juliet jules", "lillian lily lil", "loretta lori", "lucy lucie lucia", "madeleine maddie maddy madeline", "marjorie marge", "marilyn mary", "miranda mandy", "penelope penny", "rosemary rose rosie", "roseanne rose", "sylvia sylvie", "veronica ronnie vera", "vivian viv", "winifred winnie", "yvonne eve",
}

// nicknameIndex maps a name to the groups it stands in.
var nicknameIndex = indexGroups(nicknameGroups)

// indexGroups maps each word of the groups to the numbers of its groups.
func indexGroups(groups []string) map[string][]int16 {
	m := make(map[string][]int16, 4*len(groups))
	for i, g := range groups {
		for _, w := range strings.Fields(g) {
			if !slices.Contains(m[w], int16(i)) {
				m[w] = append(m[w], int16(i))
			}
		}
	}
	return m
}

// shareGroup reports whether two words stand in one group.
func shareGroup(index map[string][]int16, a, b string) bool {
	ga := index[a]
	if len(ga) == 0 {
		return false
	}
	for _, g := range index[b] {
		if slices.Contains(ga, g) {
			return true
		}
	}
	return false
}

func sameNickname(a, b string) bool { return shareGroup(nicknameIndex, a, b) }
