import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Validates files with EU DSS and prints one JSON object per file, offline:
 * trust comes from --trust alone, revocation data from the file itself and --crl.
 *
 *   Judge [--trust PATH]... [--crl FILE]... [--content FILE]... [--at RFC3339] [--password NAME=PASSWORD]... FILE...
 */
public final class Judge {
    private static final Gson JSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    public static void main(String[] words) throws Exception {
        Arguments arguments = Arguments.parse(words);
        if (arguments.files().isEmpty()) {
            System.err.println("usage: Judge [--trust PATH]... [--crl FILE]... [--content FILE]... [--at RFC3339] [--password NAME=PASSWORD]... FILE...");
            System.exit(2);
        }
        CertificateVerifier verifier = arguments.verifier();
        for (String file : arguments.files()) System.out.println(JSON.toJson(judge(file, verifier, arguments)));
    }

    private static Map<String, Object> judge(String file, CertificateVerifier verifier, Arguments arguments) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("file", Path.of(file).getFileName().toString());
        try {
            Reports reports = validate(file, verifier, arguments);
            found.put("signatures", signatures(reports));
            found.put("timestamps", timestamps(reports));
        } catch (Exception error) {
            found.put("error", error.getClass().getSimpleName() + ": " + error.getMessage());
        }
        return found;
    }

    private static Reports validate(String file, CertificateVerifier verifier, Arguments arguments) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        if (!arguments.contents().isEmpty()) validator.setDetachedContents(arguments.contents());
        String password = arguments.passwords().get(Path.of(file).getFileName().toString());
        if (password != null && validator instanceof PDFDocumentValidator pdf) pdf.setPasswordProtection(password.toCharArray());
        if (arguments.at() != null) validator.setValidationTime(arguments.at());
        return validator.validateDocument();
    }

    private static List<Object> signatures(Reports reports) {
        List<Object> found = new ArrayList<>();
        for (String id : reports.getSimpleReport().getSignatureIdList()) {
            found.add(signature(id, reports.getSimpleReport(), reports.getDiagnosticData()));
        }
        return found;
    }

    private static Map<String, Object> signature(String id, SimpleReport simple, DiagnosticData data) {
        SignatureWrapper signature = data.getSignatureById(id);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("format", String.valueOf(simple.getSignatureFormat(id)));
        found.put("indication", String.valueOf(simple.getIndication(id)));
        found.put("subIndication", text(simple.getSubIndication(id)));
        found.put("signatureIntact", signature.isSignatureIntact());
        found.put("signatureValid", signature.isSignatureValid());
        found.put("structuralOk", signature.isStructuralValidationValid());
        found.put("signedBy", simple.getSignedBy(id));
        found.put("digestAlgorithm", text(signature.getDigestAlgorithm()));
        found.put("signatureAlgorithm", text(signature.getSignatureAlgorithm()));
        found.put("signingTimeClaimed", signature.getClaimedSigningTime() == null ? null : signature.getClaimedSigningTime().toInstant().toString());
        found.put("references", references(signature));
        putPolicy(found, signature);
        if (signature.getPDFRevision() != null) putPdf(found, signature);
        found.put("adesErrors", simple.getAdESValidationErrors(id).stream().map(Message::getValue).toList());
        found.put("adesWarnings", simple.getAdESValidationWarnings(id).stream().map(Message::getValue).toList());
        return found;
    }

    private static List<String> references(SignatureWrapper signature) {
        return signature.getDigestMatchers().stream()
                .map(digest -> digest.getType() + ":" + (digest.isDataFound() ? digest.isDataIntact() ? "intact" : "CHANGED" : "missing"))
                .toList();
    }

    private static void putPolicy(Map<String, Object> found, SignatureWrapper signature) {
        String policy = signature.getPolicyId();
        var digest = signature.getPolicyDigestAlgoAndValue();
        found.put("policyId", policy == null || policy.isEmpty() ? null : policy);
        found.put("policyDigest", digest == null ? null : text(digest.getDigestMethod()));
    }

    private static void putPdf(Map<String, Object> found, SignatureWrapper signature) {
        found.put("subFilter", signature.getSubFilter());
        found.put("byteRangeValid", signature.isSignatureByteRangeValid());
        found.put("docMDP", text(signature.getDocMDPPermissions()));
        found.put("fieldNames", signature.getSignatureFieldNames());
        found.put("undefinedChanges", signature.arePdfObjectModificationsDetected() ? signature.getPdfUndefinedChanges().size() : 0);
        found.put("visualDifference", signature.getPdfVisualDifferenceConcernedPages().size());
        found.put("annotationOverlap", signature.getPdfAnnotationsOverlapConcernedPages().size());
    }

    private static List<Object> timestamps(Reports reports) {
        List<Object> found = new ArrayList<>();
        for (TimestampWrapper stamp : reports.getDiagnosticData().getTimestampList()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("type", text(stamp.getType()));
            one.put("time", stamp.getProductionTime().toInstant().toString());
            one.put("imprintFound", stamp.isMessageImprintDataFound());
            one.put("imprintIntact", stamp.isMessageImprintDataIntact());
            one.put("signatureValid", stamp.isSignatureValid());
            one.put("indication", text(reports.getSimpleReport().getIndication(stamp.getId())));
            found.add(one);
        }
        return found;
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
