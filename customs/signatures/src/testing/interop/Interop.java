import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.cert.X509CRL;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.w3c.dom.Document;

/** The other side of the interoperability test: Bouncy Castle for SM2, the JDK for XMLDSIG. */
public final class Interop {
    private static final String ID = "1234567812345678";

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Path folder = Path.of(args[0]);
        System.out.println("sm2 value: " + verifySm2(folder));
        signSm2(folder);
        System.out.println("sm2 certificate: " + verifyCertificate(folder));
        System.out.println("sm2 list: " + verifyList(folder));
        System.out.println("rsa message: " + verifyMessage(folder));
        signMessage(folder);
    }

    private static String verifySm2(Path folder) throws Exception {
        Signature signature = Signature.getInstance("SM3withSM2", "BC");
        signature.setParameter(new SM2ParameterSpec(ID.getBytes("US-ASCII")));
        signature.initVerify(certificate(folder, "company.der").getPublicKey());
        signature.update(read(folder, "signed-info"));
        return String.valueOf(signature.verify(read(folder, "value.der")));
    }

    private static void signSm2(Path folder) throws Exception {
        PrivateKey key = KeyFactory.getInstance("EC", "BC")
            .generatePrivate(new PKCS8EncodedKeySpec(read(folder, "company.p8")));
        Signature signature = Signature.getInstance("SM3withSM2", "BC");
        signature.setParameter(new SM2ParameterSpec(ID.getBytes("US-ASCII")));
        signature.initSign(key);
        signature.update(read(folder, "signed-info"));
        Files.write(folder.resolve("value-bc.der"), signature.sign());
    }

    private static String verifyCertificate(Path folder) throws Exception {
        certificate(folder, "company.der").verify(certificate(folder, "authority.der").getPublicKey());
        return certificate(folder, "company.der").getSubjectX500Principal().getName();
    }

    private static String verifyList(Path folder) throws Exception {
        X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509", "BC")
            .generateCRL(Files.newInputStream(folder.resolve("list.crl")));
        list.verify(certificate(folder, "authority.der").getPublicKey());
        return String.valueOf(list.isRevoked(certificate(folder, "company.der")));
    }

    private static String verifyMessage(Path folder) throws Exception {
        PublicKey key = certificate(folder, "rsa.der").getPublicKey();
        Document document = parse(folder.resolve("message.xml").toFile());
        var found = document.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature");
        DOMValidateContext context = new DOMValidateContext(key, found.item(0));
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        return String.valueOf(factory.unmarshalXMLSignature(context).validate(context));
    }

    private static void signMessage(Path folder) throws Exception {
        PrivateKey key = KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(read(folder, "rsa.p8")));
        Document document = parse(folder.resolve("unsigned.xml").toFile());
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        var reference = factory.newReference(
            "",
            factory.newDigestMethod(DigestMethod.SHA256, null),
            List.of(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
            null,
            null);
        var info = factory.newSignedInfo(
            factory.newCanonicalizationMethod(
                CanonicalizationMethod.INCLUSIVE, (C14NMethodParameterSpec) null),
            factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
            List.of(reference));
        var keys = factory.getKeyInfoFactory();
        var data = keys.newX509Data(List.of(certificate(folder, "rsa.der")));
        DOMSignContext context = new DOMSignContext(key, document.getDocumentElement());
        context.setDefaultNamespacePrefix("ds");
        factory.newXMLSignature(info, keys.newKeyInfo(List.of(data))).sign(context);
        StringWriter text = new StringWriter();
        TransformerFactory.newInstance().newTransformer()
            .transform(new DOMSource(document), new StreamResult(text));
        Files.writeString(folder.resolve("message-jdk.xml"), text.toString());
    }

    private static Document parse(File file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(file);
    }

    private static X509Certificate certificate(Path folder, String name) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509", "BC")
            .generateCertificate(Files.newInputStream(folder.resolve(name)));
    }

    private static byte[] read(Path folder, String name) throws Exception {
        return Files.readAllBytes(folder.resolve(name));
    }
}
