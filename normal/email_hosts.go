package normal

import "strings"

// freeMailHosts are hosts at which anyone can open a mailbox for nothing.
// Public facts, own compilation; operators add more through EmailLists.
var freeMailHosts = set("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com",
	"outlook.de", "outlook.fr", "outlook.es", "outlook.it", "outlook.jp", "outlook.kr", "outlook.in", "outlook.com.br", "outlook.com.au", "outlook.ie", "outlook.pt", "outlook.dk",
	"hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.es", "hotmail.it", "hotmail.ca", "hotmail.se", "hotmail.nl", "hotmail.be", "hotmail.co.jp", "hotmail.com.br", "hotmail.com.au",
	"live.co.uk", "live.fr", "live.de", "live.nl", "live.ca", "live.it", "live.se", "live.dk", "live.be", "live.ie", "live.com.au", "live.jp", "windowslive.com",
	"yahoo.com", "ymail.com", "rocketmail.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.in", "yahoo.co.in", "yahoo.co.jp", "yahoo.ca", "yahoo.com.br", "yahoo.com.au", "yahoo.com.ph", "yahoo.co.id", "yahoo.com.hk", "yahoo.com.sg", "yahoo.com.tw", "yahoo.com.mx", "yahoo.com.ar", "yahoo.ie", "yahoo.pl", "yahoo.ro", "myyahoo.com",
	"icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "protonmail.ch", "pm.me",
	"aol.com", "aol.co.uk", "aim.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.co.uk", "gmx.fr", "gmx.us", "web.de", "mail.com", "email.com", "usa.com", "engineer.com", "consultant.com", "techie.com", "post.com", "europe.com", "asia.com",
	"mail.io", "zoho.com", "zohomail.com", "zoho.eu", "zohomail.eu", "tutanota.com", "tutanota.de", "tutamail.com", "tuta.io", "tuta.com", "keemail.me", "yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua",
	"mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru", "rambler.ru", "lenta.ru", "ukr.net", "i.ua", "meta.ua", "bigmir.net", "seznam.cz", "email.cz", "post.cz", "centrum.cz", "centrum.sk", "azet.sk", "zoznam.sk", "wp.pl", "o2.pl", "onet.pl", "op.pl", "interia.pl", "gazeta.pl", "poczta.fm", "abv.bg", "mail.bg", "freemail.hu", "citromail.hu",
	"libero.it", "virgilio.it", "alice.it", "tiscali.it", "laposte.net", "caramail.com", "freenet.de", "arcor.de", "bluewin.ch", "walla.com", "walla.co.il", "sapo.pt", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br",
	"qq.com", "foxmail.com", "vip.qq.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "aliyun.com", "139.com", "189.cn", "21cn.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "rediffmail.com", "fastmail.com", "fastmail.fm", "fastmail.co.uk", "hushmail.com", "hush.com", "mailfence.com", "disroot.org", "riseup.net", "runbox.com", "posteo.de", "posteo.net", "mailbox.org", "inbox.lv", "mail.ee", "lycos.com", "hey.com", "skiff.com", "onmail.com", "cock.li", "airmail.cc", "dnmx.org", "startmail.com", "ctemplar.com", "murena.io", "safe-mail.net", "inbox.com", "rogers.com", "mail.de", "emailn.de", "t-online.de", "excite.com", "juno.com", "netzero.net")

// ispHosts are mailboxes that come with a connection.
var ispHosts = set("comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "spectrum.net", "earthlink.net", "optonline.net", "frontier.com", "windstream.net", "centurylink.net", "btinternet.com", "btopenworld.com", "bt.com", "virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "sky.com", "talktalk.net", "plus.net", "plusnet.com", "o2.co.uk", "orange.net", "tiscali.co.uk", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "bbox.fr", "telenet.be", "skynet.be", "ziggo.nl", "kpnmail.nl", "planet.nl", "xs4all.nl", "home.nl", "upcmail.nl", "vodafone.de", "shaw.ca", "telus.net", "sympatico.ca", "videotron.ca", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "iinet.net.au", "tpg.com.au", "xtra.co.nz", "eircom.net", "telia.com", "online.no", "telefonica.net", "netcabo.pt", "chello.at", "aon.at")

// relayHosts forward to a mailbox that stays hidden.
var relayHosts = set("privaterelay.appleid.com", "duck.com", "mozmail.com", "relay.firefox.com", "simplelogin.com", "simplelogin.co", "simplelogin.fr", "simplelogin.io", "slmail.me", "slmails.com", "aleeas.com", "8alias.com", "8shield.net", "dralias.com", "addy.io", "anonaddy.com", "anonaddy.me", "passmail.net", "passmail.com", "passinbox.com", "passfwd.com", "33mail.com", "erine.email", "burnermail.io", "ironvest.com", "opayq.com", "blur.com", "maskme.com", "users.noreply.github.com", "reply.craigslist.org", "cloaked.id", "cloak.id", "fmaliases.com", "hidemyemail.com")

// disposableHosts are well-known throw-away mailboxes; the public list of
// tens of thousands is the operator's to bring.
var disposableHosts = set("mailinator.com", "guerrillamail.com", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com", "sharklasers.com", "grr.la", "10minutemail.com", "10minutemail.net", "tempmail.com", "temp-mail.org", "temp-mail.io", "tempmail.net", "tempmailo.com", "tempr.email", "yopmail.com", "yopmail.fr", "yopmail.net", "cool.fr.nf", "throwawaymail.com", "trashmail.com", "trashmail.de", "trashmail.net", "getnada.com", "nada.email", "dispostable.com", "maildrop.cc", "mailnesia.com", "mintemail.com", "mohmal.com", "fakeinbox.com", "fakemail.net", "emailondeck.com", "discard.email", "discardmail.com", "spamgourmet.com", "mytemp.email", "moakt.com", "inboxkitten.com", "mailcatch.com", "mailnull.com", "spam4.me", "tmpmail.org", "tmpmail.net", "1secmail.com", "1secmail.net", "1secmail.org", "burnermail.com", "getairmail.com", "mailsac.com", "harakirimail.com", "minuteinbox.com", "luxusmail.org", "emailfake.com", "generator.email", "dropmail.me", "10mail.org", "linshiyouxiang.net", "tempail.com", "wegwerfmail.de", "wegwerfmail.net", "einrot.com", "spambox.us", "jetable.org", "mvrht.com", "anonbox.net", "byom.de", "crazymailing.com", "tempinbox.com", "smailpro.com")

// applyProvider applies what the host itself ignores or treats as equal. Each
// rule is one the host documents; an unknown host gets none, because there a
// dot or a plus may be another person.
func applyProvider(local, domain string) (string, string) {
	if local != "" && local[0] == '"' {
		return local, domain
	}
	switch domain {
	case "gmail.com", "googlemail.com":
		local = cutTag(local, '+')
		return strings.ReplaceAll(local, ".", ""), "gmail.com"
	case "proton.me", "protonmail.com", "protonmail.ch", "pm.me":
		// Proton ignores dots, hyphens and underscores and hands one user
		// all its domains.
		local = cutTag(local, '+')
		return dropBytes(local, ".-_"), "proton.me"
	case "icloud.com", "me.com", "mac.com":
		return cutTag(local, '+'), "icloud.com"
	case "yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua":
		local = cutTag(local, '+')
		return strings.ReplaceAll(local, ".", "-"), "yandex.com"
	}
	return applyFamily(local, domain)
}

// applyFamily applies the rules of hosts with many national domains.
func applyFamily(local, domain string) (string, string) {
	name, _, _ := strings.Cut(domain, ".")
	switch name {
	case "outlook", "hotmail", "live", "msn", "windowslive", "passport":
		if freeMailHosts[domain] { // the domains are separate name spaces
			return cutTag(local, '+'), domain
		}
	case "yahoo", "ymail", "rocketmail", "myyahoo":
		if freeMailHosts[domain] {
			return cutTag(local, '-'), domain
		}
	case "fastmail", "zoho", "zohomail", "mailfence", "runbox", "posteo", "mailbox", "startmail", "hey", "tuta", "tutanota", "mailbx":
		if freeMailHosts[domain] {
			return cutTag(local, '+'), domain
		}
	}
	if rest, ok := subdomainOf(domain, "fastmail.com", "fastmail.fm"); ok {
		// tag@user.fastmail.com is user@fastmail.com
		return rest.label, rest.domain
	}
	if domain == "mail.ru" || domain == "inbox.ru" || domain == "bk.ru" || domain == "list.ru" {
		return cutTag(local, '+'), domain
	}
	return local, domain
}

type subdomain struct{ label, domain string }

// subdomainOf splits one label off a domain that belongs to one of the hosts.
func subdomainOf(domain string, hosts ...string) (subdomain, bool) {
	for _, h := range hosts {
		if label, ok := strings.CutSuffix(domain, "."+h); ok && label != "" && !strings.Contains(label, ".") {
			return subdomain{label, h}, true
		}
	}
	return subdomain{}, false
}

// cutTag removes a tag that starts at the separator, never all of the local part.
func cutTag(local string, sep byte) string {
	if i := strings.IndexByte(local, sep); i > 0 {
		return local[:i]
	}
	return local
}

func dropBytes(s, drop string) string {
	if !strings.ContainsAny(s, drop) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(drop, s[i]) < 0 {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// themeTokens are the tokens of catalogue flag SRC-07.
var themeTokens = [...]string{"dev", "star", "silver", "sun", "panda"}

// themed looks for a token between separators, digits or the ends of the local
// part: "panda.dev88" holds two, "sunderland" none.
func themed(local string) bool {
	for _, t := range themeTokens {
		for from := 0; ; {
			i := strings.Index(local[from:], t)
			if i < 0 {
				break
			}
			i += from
			end := i + len(t)
			if (i == 0 || !isLetter(local[i-1])) && (end == len(local) || !isLetter(local[end])) {
				return true
			}
			from = i + 1
		}
	}
	return false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 }
