package notify

import "muster"

// attackVersion is the version of ATT&CK the ids below are taken from.
const attackVersion = "17"

type ocsfAttack struct {
	Version      string         `json:"version"`
	Technique    ocsfTechnique  `json:"technique"`
	SubTechnique *ocsfTechnique `json:"sub_technique,omitempty"`
}

type ocsfTechnique struct {
	UID  string `json:"uid"`
	Name string `json:"name"`
}

// attacks returns the technique a flag points to. Few flags have one: ATT&CK
// describes what is done to computers, and most flags are about records. A
// flag that merely fits a technique loosely has none, so that nobody hunts for
// it in vain.
func attacks(flag muster.FlagID) []ocsfAttack {
	software := ocsfAttack{attackVersion, ocsfTechnique{"T1219", "Remote Access Tools"}, &ocsfTechnique{"T1219.002", "Remote Desktop Software"}}
	hardware := ocsfAttack{attackVersion, ocsfTechnique{"T1219", "Remote Access Tools"}, &ocsfTechnique{"T1219.003", "Remote Access Hardware"}}
	proxy := ocsfAttack{attackVersion, ocsfTechnique{"T1090", "Proxy"}, nil}
	accounts := ocsfAttack{attackVersion, ocsfTechnique{"T1078", "Valid Accounts"}, nil}
	switch flag {
	case "END-01", "END-02", "END-03", "NET-09":
		return []ocsfAttack{software}
	case "END-04", "END-06", "NET-14":
		return []ocsfAttack{hardware}
	case "END-13", "NET-01", "NET-02":
		return []ocsfAttack{proxy}
	case "OFF-03":
		return []ocsfAttack{accounts}
	}
	return nil
}
