using System;
using System.CodeDom;
using System.IO;
using System.Web.Services.Description;
using System.Xml;
using System.Xml.Serialization;
using Microsoft.CSharp;

/// <summary>
/// Makes a proxy of a WSDL, as wsdl.exe of the Windows SDK and of Mono does: Generate.exe WSDL NAMESPACE FILE. It is here since
/// that program comes with a whole development kit, and is nothing but this around the class library.
/// </summary>
static class Generate
{
    static int Main(string[] words)
    {
        var importer = new ServiceDescriptionImporter
        {
            ProtocolName = "Soap",
            CodeGenerationOptions = CodeGenerationOptions.GenerateProperties,
        };
        using (var wsdl = XmlReader.Create(words[0])) importer.AddServiceDescription(ServiceDescription.Read(wsdl), "", "");
        var code = new CodeNamespace(words[1]);
        var unit = new CodeCompileUnit();
        unit.Namespaces.Add(code);
        var warnings = importer.Import(code, unit);
        using (var file = new StreamWriter(words[2])) new CSharpCodeProvider().GenerateCodeFromCompileUnit(unit, file, null);
        if (warnings != 0) Console.Error.WriteLine("warning: " + warnings);
        return warnings == 0 ? 0 : 1;
    }
}
