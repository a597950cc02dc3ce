package watch

import "syscall"

// foreign names the kind of the file system at path when it is one that others
// change behind the back of this machine's kernel, which then tells nothing;
// else it gives "". The numbers are those of statfs(2). A folder that Docker
// Desktop shares into a container is FUSE or virtiofs, which shares FUSE's
// number; one of Windows in WSL is 9p. An overlay is this machine's own.
func foreign(path string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil {
		return ""
	}
	return kinds[uint32(s.Type)]
}

var kinds = map[uint32]string{
	0x00006969: "NFS",
	0x0000517b: "SMB",
	0xff534d42: "SMB",
	0xfe534d42: "SMB",
	0x65735546: "FUSE",
	0x01021997: "9p",
	0x5346414f: "AFS",
	0x6b414653: "AFS",
	0x00c36400: "Ceph",
	0x73757245: "Coda",
	0x47504653: "GPFS",
	0x0bd00bd0: "Lustre",
	0x7461636f: "OCFS2",
	0x786f4256: "VirtualBox",
	0xbacbacbc: "VMware",
	0x7c7c6673: "Parallels",
}
