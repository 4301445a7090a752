import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line, read. */
record Arguments(List<File> trust, List<InputStream> crls, List<DSSDocument> contents, Date at, Map<String, String> passwords, List<String> files) {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    static Arguments parse(String[] words) throws IOException {
        List<File> trust = new ArrayList<>();
        List<InputStream> crls = new ArrayList<>();
        List<DSSDocument> contents = new ArrayList<>();
        List<String> files = new ArrayList<>();
        Map<String, String> passwords = new HashMap<>();
        Date at = null;
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--trust" -> trust.add(new File(words[++i]));
                case "--crl" -> crls.add(Files.newInputStream(Path.of(words[++i])));
                case "--content" -> contents.add(new FileDocument(words[++i]));
                case "--at" -> at = Date.from(Instant.parse(words[++i]));
                case "--password" -> {
                    String[] pair = words[++i].split("=", 2);
                    passwords.put(pair[0], pair[1]);
                }
                default -> files.add(words[i]);
            }
        }
        return new Arguments(trust, crls, contents, at, passwords, files);
    }

    /** Fetches nothing: a verifier without data sources is offline. */
    CertificateVerifier verifier() throws IOException {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        for (File path : trust) addTrusted(trusted, path);
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.addTrustedCertSources(trusted);
        if (!crls.isEmpty()) verifier.setCrlSource(new ExternalResourcesCRLSource(crls.toArray(InputStream[]::new)));
        return verifier;
    }

    private static void addTrusted(CommonTrustedCertificateSource trusted, File path) throws IOException {
        if (path.isDirectory()) {
            File[] inside = path.listFiles((folder, name) -> name.matches(".*[.](pem|crt|cer|der)"));
            Arrays.sort(inside);
            for (File file : inside) addTrusted(trusted, file);
            return;
        }
        String text = Files.readString(path.toPath(), StandardCharsets.ISO_8859_1);
        if (!text.contains(BEGIN)) trusted.addCertificate(DSSUtils.loadCertificate(path));
        for (String part : text.split(BEGIN)) {
            int end = part.indexOf(END);
            if (end < 0) continue;
            String pem = BEGIN + part.substring(0, end) + END + "\n";
            trusted.addCertificate(DSSUtils.loadCertificate(pem.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }
}
