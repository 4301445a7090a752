//! X.509 reading, algorithms, chain order, ICP-Brasil fields, PKCS#12.
