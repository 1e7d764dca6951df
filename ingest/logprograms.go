package ingest

import (
	"strings"

	"muster"
	"muster/stream/programs"
)

// notKept is what muster.yaml calls a program that says nothing.
const notKept = "none"

// NameProgram gives a program its product's name, so that two of its files are
// not taken for two tools. tools are those of a published list; nil is none.
func NameProgram(s *muster.Signal, tools *programs.Known) {
	if ran, ok := s.Data.(*muster.Ran); ok {
		if name, class := tools.Find(ran); class != "" {
			ran.Name, ran.Path = name, ""
		}
	}
}

// classes returns what programs are for: as muster.yaml says, else as the
// built-in table does.
func (r *run) classes() func(*muster.Ran) muster.ProgramClass { return classesOf(r.configs) }

// Classes returns what programs are for: as the configuration says, else as the
// built-in table does; "" for what says nothing.
func (c *Config) Classes() func(*muster.Ran) muster.ProgramClass { return classesOf([]*Config{c}) }

func classesOf(configs []*Config) func(*muster.Ran) muster.ProgramClass {
	own := map[string]muster.ProgramClass{}
	for _, c := range configs {
		for name, class := range c.Programs {
			if class == notKept {
				class = ""
			}
			own[strings.ToLower(name)] = muster.ProgramClass(class)
			if product, known := programs.Find(&muster.Ran{Name: muster.Text(name)}); known != "" {
				own[strings.ToLower(string(product))] = muster.ProgramClass(class)
			}
		}
	}
	return func(ran *muster.Ran) muster.ProgramClass {
		if class, ok := own[strings.ToLower(string(ran.Name))]; ok {
			return class
		}
		return programs.Class(ran)
	}
}
