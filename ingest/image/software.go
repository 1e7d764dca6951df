package image

import (
	"slices"
	"strings"
)

// Class is what kind of program a name belongs to.
type Class string

// The classes of programs. Only a named program is classed; an unknown name
// has the empty class and means nothing.
const (
	PhotoEditor  Class = "photo_editor"  // changes pictures
	GenerativeAI Class = "generative_ai" // makes pictures or parts of them
	Scanner      Class = "scanner"       // scanners and document apps
	PhoneCamera  Class = "phone_camera"  // firmware of a telephone or camera
	Messenger    Class = "messenger"     // services that re-encode what is sent
	Converter    Class = "converter"     // libraries and viewers that only re-save
)

// Software is a program a file names, where it names it and its class.
type Software struct {
	Field string
	Name  string
	Class Class
}

// programClasses lists parts of program names, in lower case, by class. The
// first match wins, so the narrower class stands first. Each is the maker's own
// public product name; a part matches at the start of a word only.
var programClasses = []struct {
	class Class
	parts []string
}{
	{GenerativeAI, []string{
		"midjourney", "dall-e", "dall·e", "openai", "chatgpt", "gpt-4o", "gpt-image", "stable diffusion", "stablediffusion", "stability ai",
		"stability.ai", "comfyui", "automatic1111", "invokeai", "novelai", "adobe firefly", "adobe_firefly", "firefly", "made with google ai",
		"google gemini", "gemini image", "google imagen", "bing image creator", "microsoft designer", "leonardo.ai", "ideogram",
		"black forest labs", "flux.1", "fooocus", "dreamstudio", "nightcafe", "runwayml", "craiyon", "deepai", "playground ai",
		"seedream", "nano banana", "made with ai", "ai generated", "ai-generated"}},
	{Scanner, []string{
		"camscanner", "adobe scan", "microsoft lens", "office lens", "genius scan", "scanbot", "swiftscan", "turboscan", "epson scan",
		"hp scan", "hp easy scan", "canoscan", "scangear", "scansnap", "paperstream", "vuescan", "silverfast", "naps2", "iscanner",
		"tapscanner", "brother", "xerox", "ricoh", "konica", "kyocera", "twain", "windows fax and scan", "image capture"}},
	{Messenger, []string{
		"whatsapp", "telegram", "fbmd", "facebook", "instagram", "wechat", "messenger", "viber", "signal", "snapchat"}},
	{PhotoEditor, []string{
		"photoshop", "adobe photoshop", "lightroom", "adobe express", "gimp", "pixelmator", "photomator", "affinity", "snapseed", "picsart", "canva",
		"facetune", "faceapp", "photopea", "fotor", "pixlr", "photoscape", "paint.net", "paintshop", "corel", "capture one", "darktable",
		"rawtherapee", "luminar", "polarr", "vsco", "meitu", "beautyplus", "b612", "remini", "lensa", "airbrush", "befunky",
		"photodirector", "photolab", "acdsee", "krita", "inkscape", "figma", "paintbrush", "photo editor", "picasa", "inshot",
		"youcam", "procreate", "acorn", "digikam", "on1 ", "topaz"}},
	{Converter, []string{
		"imagemagick", "graphicsmagick", "libvips", "ffmpeg", "lavc", "xnview", "irfanview", "windows photo viewer", "microsoft windows",
		"creator: gd-jpeg", "gd-jpeg", "quicktime", "preview", "sips", "ghostscript", "cloudinary", "imgix", "squoosh", "tinypng",
		"greenshot", "sharex", "gnome-screenshot", "screenshot", "spectacle", "flameshot"}},
	{PhoneCamera, []string{"hdr+", "camera", "miui", "oneui", "coloros", "oxygenos", "emui", "firmware", "ver."}},
}

// ClassOf returns the class of a program by its name, or "".
func ClassOf(name string) Class {
	lower := strings.ToLower(name)
	for _, c := range programClasses {
		for _, part := range c.parts {
			if atWord(lower, part) {
				return c.class
			}
		}
	}
	if versionOnly(lower) {
		return PhoneCamera
	}
	return ""
}

// atWord reports whether part stands in s at the start of a word.
func atWord(s, part string) bool {
	for i := 0; ; {
		j := strings.Index(s[i:], part)
		if j < 0 {
			return false
		}
		i += j
		if i == 0 || s[i-1] < 'a' || s[i-1] > 'z' {
			return true
		}
		i++
	}
}

// versionOnly reports a bare version such as "17.4.1" or "S918BXXU3BWK5", which
// telephones write as their software.
func versionOnly(s string) bool {
	digits, dots := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '.':
			dots++
		case r >= 'a' && r <= 'z' || r == '_' || r == '-':
		default:
			return false
		}
	}
	return digits > 0 && (dots > 0 && digits+dots == len(s) || dots == 0 && len(s) >= 10 && digits >= 3)
}

func generatorNamed(s string) bool { return ClassOf(s) == GenerativeAI }

// addSoftware records a program named in a field. Free-text fields count only
// when they name a known program.
func (img *Image) addSoftware(field, name string) {
	if name == "" {
		return
	}
	class := ClassOf(name)
	free := strings.Contains(field, "Description") || strings.Contains(field, "Comment") || strings.Contains(field, "comment") ||
		strings.Contains(field, "Credit") || strings.Contains(field, "Instructions")
	if free && (class == "" || class == PhoneCamera || class == Converter && field != "Exif UserComment") {
		return
	}
	s := Software{field, clip(name, 120), class}
	if len(img.Software) < 32 && !slices.Contains(img.Software, s) {
		img.Software = append(img.Software, s)
	}
}
