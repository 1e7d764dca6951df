package simulate

// The people of Harbour & Finch Ltd, an invented firm of about sixty. Fields:
// employee | candidate | given | family | born | title | department |
// applied | status | started | ended | street | unit | town | postcode |
// country | CV form | what the example is about.
// Telephone numbers come from the ranges set aside for drama; domains are
// reserved for examples; streets and firms are invented.
const harbourCast = `
HF-001||Rosalind|Greaves|1968-02-11|Managing Director|Management||||| 3 Ropewalk Grove||Bristol|BS1 7QX|GB||
HF-002||Stuart|Finch|1971-09-30|Finance Director|Finance|||2014-04-01||18 Damson Lane||Bath|BA2 9ZY|GB||
HF-003||Lorna|Macrae|1980-05-17|Head of People|People|||2017-01-09||7 Candlewick Close||Bristol|BS6 5ZX|GB||
HF-004||Krzysztof|Nowak|1985-12-02|Head of Engineering|Engineering|||2018-03-05||44 Beacon Road||Bristol|BS3 4ZW|GB||
HF-005||Priya|Nambiar|1990-07-21|Senior Software Engineer|Engineering|||2021-06-14||12 Foxglove Terrace||Reading|RG1 8ZT|GB||diverted
HF-006||Graham|Haworth|1964-03-08|Payroll Officer|Finance|||2012-09-03||9 Limekiln Row||Bristol|BS4 2ZV|GB||
HF-007||Maisie|Thornbury|1994-11-19|Support Specialist|Customer Care|||2022-02-07||27 Heron Drive||Gloucester|GL1 3ZU|GB||
HF-008||Delroy|Gittens|1987-08-14|Account Manager|Sales|||2020-10-12||61 Mariner Way||Cardiff|CF10 5ZT|GB||
HF-009||Bethan|Pryce|1992-01-25|UX Designer|Product|||2021-11-01||5 Larkspur Gardens||Cardiff|CF11 9ZS|GB||
HF-010||Eleni|Kyriazis|1989-04-03|Product Manager|Product|||2020-01-20||30 Woodlark Avenue||Bristol|BS7 8ZR|GB||
HF-011||Bilal|Hashmi|1991-10-10|Software Engineer|Engineering|||2022-05-16||83 Quarry Street||Birmingham|B15 2ZQ|GB||
HF-012||Tomasz|Sikorski|1986-06-28|DevOps Engineer|Platform|||2019-08-05||15 Ironbridge Crescent||Bristol|BS5 6ZP|GB||
HF-013||Adwoa|Mensah|1993-02-14|Accountant|Finance|||2023-03-13||2 Sloe Close||Bristol|BS8 1ZN|GB||
HF-014||Callum|Oakes|1996-12-24|Software Engineer|Engineering|||2023-09-04||71 Windmill Lane||Exeter|EX4 6ZM|GB||
HF-015||Nuria|Quintanilla|1984-09-09|QA Engineer|Engineering|||2022-08-22||10 Teasel Row||Swansea|SA1 8ZL|GB||
HF-016||Ingrid|Haugen|1979-03-31|Security Analyst|Security|||2018-11-26||52 Juniper Road||Bristol|BS9 3ZK|GB||
HF-017||Rahul|Mehrotra|1988-05-05|Data Engineer|Data|||2021-02-01||19 Spindle Way||Swindon|SN1 4ZJ|GB||
HF-018||Toby|Wainwright|1999-07-07|Marketing Executive|Marketing|||2024-01-15||36 Paddock Terrace||Bristol|BS2 0ZH|GB||
HF-019|4101|Ana|Sequeira|1990-03-12|Data Analyst|Data|2025-06-02|Hired|2025-08-04||24 Elderberry Road|Flat 2|Bristol|BS6 7ZG|GB|pdf|joint account with HF-020
HF-020|4102|Rui|Falcão|1988-11-05|Backend Developer|Engineering|2025-06-20|Hired|2025-09-01||24 Elderberry Road|Flat 2|Bristol|BS6 7ZG|GB|docx|joint account with HF-019
HF-021|4104|Tom|Birtwistle|1997-04-18|Frontend Developer|Engineering|2025-07-08|Hired|2025-09-15||22 Kiln Street|Flat 3|Leeds|LS6 2ZF|GB|pdf|flatmate of 4105, one VPN
HF-022|4106|Gareth|Llewellyn|1983-08-29|Support Specialist|Customer Care|2025-07-22|Hired|2025-10-06||8 Yew Tree Lane||Newport|NP20 4ZE|GB|docx|moved house between offer and delivery
HF-023|4107|Mairead|Kinsella|1991-06-16|Sales Manager|Sales|2025-08-01|Hired|2025-10-13||The Old Forge, Pinfold Lane||Hay-on-Wye|HR3 5ZD|GB|pdf|parcel shop delivery agreed beforehand
HF-024|4108|Harriet|Ashworth|1982-12-01|Product Manager|Product|2025-08-14|Hired|2025-11-03||40 Shearwater Drive||Bristol|BS16 1ZC|GB|pdf|back from abroad, keeps a German phone
HF-025|4109|Fergal|Tierney|1978-02-27|DevOps Engineer|Platform|2025-08-25|Hired|2025-10-20||6 Plover Close||Belfast|BT9 5ZB|GB|docx|contractor paid through his own company
HF-026|4110|Imogen|Kerr|1995-10-03|Technical Writer|Product|2025-09-03|Hired|2025-11-17||17 Saddlers Row||York|YO10 3ZA|GB|pdf|agreed adjustment: no camera
HF-027|4112|Szymon|Borowiec|1992-07-11|Software Engineer|Engineering|2025-09-12|Hired|2025-12-01||55 Colliers Road||Leicester|LE2 1YZ|GB|pdf|cropped his passport scan in an editor
HF-028|4114|Abena|Boateng|1986-01-30|Accountant|Finance|2025-09-26|Hired|2026-01-05||13 Osier Grove||Luton|LU3 2YX|GB|docx|cares for a parent, moved an appointment twice
HF-029|4117|Daniel|Mercer|1991-05-23|Senior Backend Engineer|Engineering|2025-10-02|Hired|2025-11-24||31 Copperfield Avenue||Norwich|NR4 7YW|GB|pdf|persona
HF-030|4119|Stavros|Zervakis|1985-03-19|QA Engineer|Engineering|2025-10-15|Hired|2026-01-12||48 Mulberry Way||Swansea|SA2 0YV|GB|pdf|HF-015 and he worked in one small firm and name each other
HF-031|4122|Ayesha|Qureshi|1996-09-21|Data Analyst|Data|2025-10-28|Hired|2026-01-19||90 Tanners Lane||Bradford|BD7 1YT|GB|pdf|agency put its phone on her CV
HF-032|4125|Lucas|Hartmann|1993-08-02|Frontend Developer|Engineering|2025-11-06|Hired|2026-01-26||5 Wagtail Crescent||Plymouth|PL4 8YS|GB|pdf|persona
HF-033|4129|Leila|Haddad|1989-12-15|Software Engineer|Engineering|2026-01-13|Hired|2026-03-09||28 Rowan Terrace||Bristol|BS5 9YR|GB|pdf|applied before under her earlier name (4103)
HF-034|4131|Adam|Brandt|1990-10-27|Machine Learning Engineer|Data|2026-01-20|Hired|2026-03-02|2026-05-22|62 Fallow Street||Ipswich|IP4 1YQ|GB|docx|persona
HF-035|4133|Ngozi|Eze|1994-05-09|Recruiter|People|2026-01-29|Hired|2026-03-23||11 Quince Gardens||Bristol|BS4 5YP|GB|docx|changed banks; payroll rang her back
HF-036|4135|Vikram|Reddy|1987-02-20|Senior Software Engineer|Engineering|2026-02-09|Hired|2026-04-07||76 Chandler Road||Coventry|CV5 6YN|GB|pdf|followed former colleague HF-011, referred
HF-037|4138|Chiara|Bellandi|1998-06-04|UX Designer|Product|2026-02-24|Hired|2026-04-20||3 Thimble Row||Brighton|BN2 3YM|GB|pdf|neighbour signed for the laptop
HF-038|4141|Winston|Campbell|1981-11-13|Support Specialist|Customer Care|2026-03-10|Hired|2026-05-05||29 Clockmill Lane||Bristol|BS13 7YL|GB|txt|
|4103|Leila|Benali|1989-12-15|QA Engineer|Engineering|2025-07-01|Rejected|||28 Rowan Terrace||Bristol|BS5 9YR|GB||earlier application of HF-033
|4105|Kwame|Asante|1996-08-08|Backend Developer|Engineering|2025-07-10|Rejected|||22 Kiln Street|Flat 3|Leeds|LS6 2ZF|GB|docx|flatmate of HF-021, one VPN
|4111|Joaquín|Carrascal|1990-04-26|Software Engineer|Engineering|2025-09-08|Rejected|||14 Dovecote Road||Manchester|M14 5YK|GB|pdf|agency phone on the CV
|4113|Declan|Hughes|1989-01-07|Software Engineer|Engineering|2025-09-18|Rejected|||66 Turnpike Street||Liverpool|L8 3YJ|GB|pdf|agency phone on the CV
|4115|Yasmin|El-Sharif|1995-03-03|Data Analyst|Data|2025-09-29|Withdrawn|||21 Vinegar Yard||London|SE1 3YH|GB|pdf|agency phone on the CV; better offer
|4116|Owen|Castellan|1992-02-18|Senior Backend Engineer|Engineering|2025-10-01|Rejected|||87 Garnet Road||Derby|DE22 1YG|GB|pdf|persona
|4118|Meenakshi|Pillai|1993-09-14|Backend Developer|Engineering|2025-10-09|Rejected|||4 Hollybush Close||Milton Keynes|MK9 2YF|GB|pdf|popular CV template and stock sentences
|4120|Jürgen|Vollrath|1984-06-22|DevOps Engineer|Platform|2025-10-20|Rejected|||12 Speicherweg||Hamburg|20457|DE|pdf|lives abroad
|4121|Saoirse|Devane|1997-12-09|Frontend Developer|Engineering|2025-10-24|Rejected|||39 Mallard Way||Cork|T12 XY3|IE|docx|popular CV template and stock sentences
|4123|Ryan|Whitlock|1991-11-30|DevOps Engineer|Platform|2025-11-03|Withdrawn|||23 Stonecrop Drive||Lincoln|LN2 4YD|GB|pdf|persona
|4124|Oksana|Kovalchuk|1990-08-17|QA Engineer|Engineering|2025-11-04|Rejected|||50 Maltings Lane||Sheffield|S7 1YC|GB|pdf|
|4126|Hamza|Mirza|1999-02-02|Support Specialist|Customer Care|2025-11-18|Rejected|||8 Cairn Terrace||Glasgow|G12 8YB|GB|txt|
|4127|Jessica|Penrose|1994-10-20|Marketing Executive|Marketing|2025-12-02|Withdrawn|||16 Juniper Close||Truro|TR1 2YA|GB||withdrew before a site visit: childcare
|4128|Marcus|Elling|1988-07-15|DevOps Engineer|Platform|2026-01-12|Rejected|||102 Alder Way||Peterborough|PE1 5XZ|GB|pdf|persona
|4130|Tadhg|Costigan|1986-04-11|Backend Developer|Engineering|2026-01-16|Rejected|||7 Sparrow Row||Galway|H91 X2Y|IE||
|4132|Thu Hà|Nguyễn|1996-01-28|Frontend Developer|Engineering|2026-01-27|Rejected|||58 Lantern Street||London|E8 4XY|GB|pdf|picture sent through a messenger
|4134|Emiliano|Aranda|1992-12-19|Data Engineer|Data|2026-02-04|Rejected|||33 Silverbirch Road||Southampton|SO14 6XW|GB|docx|
|4136|Farhana|Chowdhury|1998-03-27|Accountant|Finance|2026-02-17|Rejected|||9 Weavers Gardens||London|E1 5XV|GB||
|4137|Bogdan|Nistor|1983-10-08|DevOps Engineer|Platform|2026-02-20|Rejected|||41 Brewhouse Lane||Nottingham|NG7 2XU|GB|pdf|two phones
|4139|Holly|Smith|1995-07-30|Technical Writer|Product|2026-03-02|Rejected|||20 Yarrow Drive||Bath|BA1 5XT|GB||
|4140|Kavitha|Iyengar|1991-01-16|Senior Software Engineer|Engineering|2026-03-05|Offer|||64 Bellmaker Road||Reading|RG6 1XS|GB|pdf|meeting under her nickname
|4142|Yuting|Zhao|1993-06-25|Data Engineer|Data|2026-05-26|Active|||2 Coopers Close||Cambridge|CB1 7XR|GB|pdf|
`

// Passages that one hand put into several CVs.
const (
	harbourPassageA = "Carved the quoting engine of a marine insurer out of a nine-year-old monolith by shadowing every premium for six weeks, then retired 41 nightly jobs without one broker noticing the switch."
	harbourPassageB = "Found that the settlement queue stalled whenever two ledgers closed within the same second, rewrote the lock order on a napkin, and brought stuck payouts down from 318 a week to four."
	harbourPassageC = "Kept a rota of three engineers awake for nobody by teaching the alert router to wait for the second symptom, which ended 87 of every 100 night calls for the freight desk."
)
