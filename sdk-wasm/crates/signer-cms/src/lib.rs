//! CMS SignedData and the signed attributes of CAdES and PAdES.
