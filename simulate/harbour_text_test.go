package simulate

const harbourConfig = `# What the files do not say by themselves. See docs for every key.
organisation: harbour-and-finch
files:
  README.md:
    ignore: true
`

const harbourAdvert = `# Senior Backend Engineer

About the role: Harbour & Finch writes software for marine insurers. We are looking for a senior
backend engineer to join a team of nine in Bristol or remotely within the United Kingdom.

What you will do: own the quoting engine together with two colleagues, keep settlement runs correct,
and help brokers when a premium looks wrong.

The ideal candidate has run a service that must not stop, writes tests before they are asked for, and
explains a decision to somebody who disagrees with it. You have worked with Go or Java and PostgreSQL.

What we offer: 28 days of leave, a pension, and a first day in person: everybody collects their laptop
at the office or at a partner's desk near home and shows the same document they applied with.

How to apply: send a CV through the careers page. We are an equal opportunities employer.
`

const harbourReadme = `# Harbour & Finch Ltd

A small invented firm and one year of its files, in the forms such files have: an HR workbook, exports
of the applicant system, payroll and IT sheets, CVs, identity pictures and a job advert. Nobody in it
exists. Telephone numbers come from the ranges set aside for drama, mail domains from those reserved
for examples, sort codes are of no bank.

    go run ./cmd/muster screen examples/harbour

Look at the report first. What follows gives the story away.

## One hand, six names

| id | name | what the files hold |
|---|---|---|
| HF-029 (4117) | Daniel Mercer | the phone of 4116; a CV passage of 4116 and another of 4123; a passport picture by the camera that took 4116's four minutes earlier; laptop to 14 Tollgate Row, Swindon, although he lives in Norwich; the name check on his account failed; his CV came from the computer that wrote 4128's |
| HF-032 (4125) | Lucas Hartmann | laptop to 14 Tollgate Row; pay changed after 18 days to Daniel Mercer's account; a referee reached only at a private address, who also speaks for 4123; the same network as 4123; a visit to the office moved three times |
| HF-034 (4131) | Adam Brandt | laptop to 14 Tollgate Row and never returned; passages of 4123 and 4128; an employer that could not confirm him; dismissed over doubts that a person confirmed |
| 4116 | Owen Castellan | phone, passage and camera shared with 4117; declined video |
| 4123 | Ryan Whitlock | referee, network and passages shared; withdrew right after an in-person step was announced |
| 4128 | Marcus Elling | passage shared with HF-034; joined the meeting as Lucas H. with HF-032's account; another end of his degree on the form than on the CV; Kubernetes three years before it existed; a selfie taken with the camera of 4116 in another country |

14 Tollgate Row is the home of somebody who takes in laptops for others. C Dunmore signs for them.

## One attack on an honest worker

HF-005, Priya Nambiar, has been there for five years. In May 2026 somebody used her password to send
her pay to an account in another name. The bank change looks like a persona's; she is the victim. Call
her on the number that was on file before the change.

## Honest people who look odd

| id | why it looks odd | what it is |
|---|---|---|
| HF-021 and 4105 | one address, one network for two applicants | flatmates behind one VPN |
| HF-019 and HF-020 | one bank account for two workers, one home | a couple with a joint account |
| HF-031, 4111, 4113, 4115 | one phone on four applications | their agency's number; the agency is in agencies.csv |
| HF-033 and 4103 | one phone and mailbox under two names | the same person before and after a documented change of name |
| HF-022 | laptop to another address than applied with | moved house; the change is on record |
| HF-023 | laptop to a parcel shop | agreed beforehand, no courier reaches the house |
| HF-024 | a phone from another country | back from years abroad |
| HF-025 | account in another name | contractor paid through his own company |
| HF-026 | no camera in interviews | an agreed adjustment; identity was checked in person |
| HF-027 | passport scan last saved by an image editor | he cropped it |
| HF-028 | moved an in-person appointment twice | cares for a parent; came in the end |
| HF-030 and HF-015 | a referee who is a colleague here | they worked in one small firm before |
| HF-035 | changed bank details weeks after starting | changed banks; payroll rang her back |
| HF-036 and HF-011 | one recommended the other | former colleagues |
| HF-037 | somebody else signed for the laptop | a neighbour |
| 4118, 4121, 4124, 4134 | sentences in common | a popular template; its sentences are in ats/cv_templates.csv |
| 4127 | withdrew when a visit was due | childcare |
| 4132 | picture without camera data | sent through a messenger |
| 4140 | another name in the meeting | her nickname |

The same answers for a program stand in examples/harbour.truth.csv, beside this folder and not in it:

    go run ./cmd/muster evaluate muster-report examples/harbour.truth.csv

The folder is made by a test and checked against it: go test ./simulate -run TestHarbour -update.
`
