package programs

import "muster"

// lists is the table: on each line a product, the further names it is seen
// under, and the relays it speaks to while somebody is connected.
func lists() map[muster.ProgramClass]string {
	return map[muster.ProgramClass]string{
		muster.ProgramRemote:    remoteTools,
		muster.ProgramJiggler:   jigglers,
		muster.ProgramAwake:     keepAwake,
		muster.ProgramVPN:       vpnClients,
		muster.ProgramVPNTied:   vpnTied,
		muster.ProgramInHouse:   inHouse,
		muster.ProgramProfiles:  profileBrowsers,
		muster.ProgramRecorder:  recorders,
		muster.ProgramEmulator:  emulators,
		muster.ProgramProfiling: profiling,
		muster.ProgramVideo:     virtualCameras,
	}
}

const remoteTools = `
AnyDesk|anydesk-service,com.philandro.anydesk|net.anydesk.com
TeamViewer|teamviewer_service,teamviewer_desktop,teamviewerhost,teamviewer host,teamviewerd,com.teamviewer.teamviewer|router1.teamviewer.com,client.teamviewer.com
RustDesk|com.carriez.rustdesk|rs-ny.rustdesk.com,api.rustdesk.com
Chrome Remote Desktop|remoting_host,remote_host,remoting_start_host,remoting_native_messaging_host,chrome remote desktop host,chrome-remote-desktop,chrome-remote-desktop-host,me2me_host|remotedesktop-pa.googleapis.com,chromoting-client.talkgadget.google.com
ScreenConnect|screenconnect.clientservice,screenconnect.windowsclient,connectwisecontrol.client,screenconnect client,connectwise control|screenconnect.com
Splashtop|srserver,srmanager,sragent,srservice,srfeature,splashtop streamer,splashtopsos,strwinclt,splashtop business|relay.splashtop.com
LogMeIn|lmiguardiansvc,lmiignition,logmeinsystray,logmein client,lmi_rescue,lmi_rescue_srv,logmein rescue|logmein-gateway.com
GoToMyPC|g2comm,g2svc,g2tray,gotomypc host|poll.gotomypc.com
GoToAssist|g2ax_comm_customer,g2ax_service,gotoassist remote support|fastsupport.com
Supremo|supremohelper,supremoservice,supremosystem|
AeroAdmin||
Ammyy Admin|aa_v3,ammyy_admin|
UltraViewer|ultraviewer_desktop,ultraviewer_service|
UltraVNC|uvnc_launch,uvnc_service|
TightVNC|tvnserver|
TigerVNC|winvnc4,x0vncserver|
RealVNC|vncserver,vncserverui,vncagent,realvnc server|services.vnc.com
VNC|winvnc|
RemotePC|remotepcservice,remotepchost,rpcsuite|
Parsec|parsecd,pservice,tv.parsec.www|
Jump Desktop|jumpconnect,jump desktop connect,com.p5sys.jump.connect|
ToDesk|todesk_service|
Sunlogin|sunloginclient,sunlogin client,orayremoteservice,orayremoteshell,slclient|
AnyViewer|rcclient,rcservice|
AweSun|aweray_remote|
HopToDesk|hoptodesk-standalone|signal.hoptodesk.com,turn.hoptodesk.com
DWService|dwagent,dwagsvc,dwaglnc|
MeshCentral|meshagent,mesh agent,meshcentral agent|
Remote Utilities|rutserv,rutview,rfusclient|
Zoho Assist|za_connect,za_access,zaservice,zohours,zohoursservice|
NoMachine|nxserver,nxd,nxnode,nxplayer|
LiteManager|romserver,romfusclient,romviewer|
Radmin|rserver3|
Iperius Remote|iperiusremote|
Getscreen|getscreen.me|
HelpWire|helpwire quick,helpwire unattended access|
FixMe.IT|ticlientcore,fixmeit client,fixmeit unattended access|
ISL Online|isllight,isllightclient,isllightservice,islalwaysonmonitor,isl light,isl alwayson|
SimpleHelp|simplehelpcustomer,simplegatewayservice|
DameWare|dwrcs,dwrcst,dameware mini remote control|
BeyondTrust Remote Support|bomgar-scc,bomgar-rdp,bomgar-pac|bomgarcloud.com
Action1|action1_agent,action1_remote|
Atera|ateraagent|
NetSupport Manager|pcictlui|
Alpemix|alpemixservice|
Distant Desktop|distant-desktop|
ShowMyPC|smpcsetup|
GotoHTTP|gotohttp_x64|
RuDesktop|rudesktop service|
FleetDeck|fleetdeck_agent,fleetdeck-agent,fleetdeck_agent_svc|agentmqtt.fleetdeck.io
tmate||
RDP Wrapper|rdpwinst,rdpconf|
Quick Assist|quickassist|
DeskIn||
Deskreen||
KasmVNC||
xrdp|xrdp-sesman|
Veyon|veyon-server,veyon-service|`

const jigglers = `
Mouse Jiggler|mousejiggler,mouse-jiggler,arkane systems mouse jiggler|
Move Mouse|movemouse,com.stick.app.jiggler|
Jiggler||
Auto Mouse Mover|automousemover,automouseclicker|
Mouse Mover|mousemover|
Wiggler|mouse wiggler,mousewiggler|
jiggly||
NoSleep Mouse|nosleepmouse|
Auto Mouse Clicker|opautoclicker,gs auto clicker|`

const keepAwake = `
Caffeine|caffeine64,caffeine32,com.lightheadsw.caffeine|
PowerToys Awake|powertoys.awake|
Don't Sleep|dontsleep,dontsleep_x64|
Amphetamine|com.if.amphetamine|
KeepingYouAwake|info.marcel-dierkes.keepingyouawake|
Lungo|com.sindresorhus.lungo|
caffeinate||
Theine||
Stay Awake|stayawake|`

const vpnClients = `
NordVPN|nordvpn-service,nordvpnd,com.nordvpn.macos|
ExpressVPN|expressvpnd,com.expressvpn.expressvpn|
Surfshark|surfshark.service,com.surfshark.vpnclient.macos|
Proton VPN|protonvpn,protonvpnservice,protonvpn.client,ch.protonvpn.mac|
Mullvad VPN|mullvad-daemon,mullvad vpn,net.mullvad.vpn|
CyberGhost|cyberghost 8|
Private Internet Access|pia-client,pia-service,com.privateinternetaccess.vpn|
IPVanish|ipvanishvpn|
Windscribe|windscribeservice,com.windscribe.gui.macos|
TunnelBear|tunnelbear.maintenance|
Hotspot Shield|hsscp|
PureVPN|purevpnservice|
VyprVPN|vyprvpnservice|
hide.me VPN|hide.me|
ZenMate||
LetsVPN|letspro|
X-VPN|xvpn|
Turbo VPN||
Psiphon|psiphon3|
Lantern||
UltraSurf||
Shadowsocks|ss-local,shadowsocks-qt5|
V2Ray|v2ray,v2rayn,xray|
Clash|clash for windows,clash-verge,clashx|`

const vpnTied = `
Astrill VPN|astrill,asproxy,asovpnc,com.astrill.vpn|`

const inHouse = `
NetKey|netkey|
oConnect|oconnect|`

const profileBrowsers = `
AdsPower|adspower global,adspower_global|
Multilogin|multiloginapp,multilogin x|
GoLogin||
Dolphin Anty|dolphin{anty},dolphin_anty|
Incogniton||
Kameleo||
Octo Browser|octobrowser|
Undetectable||
MoreLogin||
Linken Sphere|linkensphere|
VMLogin||
Hidemyacc||
ixBrowser||
BitBrowser||
Lalicat||`

const recorders = `
Otter|otter ai,otter.ai|
Fireflies|fireflies ai|
tl;dv||
Cluely||
Interview Coder|interviewcoder|
Final Round AI|finalround,final round|
LockedIn AI|lockedin|
Parakeet AI|parakeetai|
Sensei AI|senseicopilot|`

const emulators = `
BlueStacks|hd-player,bstkagent,bluestacks app player|
NoxPlayer|noxvmhandle|
LDPlayer|dnplayer,ldvboxheadless|
MEmu|memuheadless|
Genymotion||
scrcpy||
Vysor||
AirDroid|airdroidcast|
VirtualBox|virtualboxvm,vboxheadless,oracle vm virtualbox,oracle virtualbox|
VMware Workstation|vmware-vmx,vmplayer,vmware fusion|
Parallels Desktop|prl_client_app,prl_vm_app|
UTM|com.utmapp.utm|`

// Programs that say what a device is, how fast its line is and where it seems to
// be. What management agents run all day is left out.
const profiling = `
dxdiag||
systeminfo||
msinfo32||
Speedtest|speedtest-cli,ookla speedtest,speedtest by ookla|speedtest.net,ookla.com
Address look-up|whatismyip|ipinfo.io,ipify.org,ifconfig.me,icanhazip.com,ip-api.com,ipwho.is,whatismyipaddress.com,iplocation.net,iplocation.com,whoer.net`

const virtualCameras = `
OBS Virtual Camera|obs-virtualcam|
ManyCam||
DeepFaceLive||
Deep-Live-Cam|deep-live-cam|
Swapface||
Avatarify||
XSplit VCam|xsplit_vcam|
Snap Camera|snapcamera|`
