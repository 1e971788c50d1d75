using Xunit;

namespace AIMetering.Sql.Tests;

/// <summary>One server of each kind for all tests that need one; they take turns, since some of them end the server.</summary>
[CollectionDefinition(Name)]
public sealed class Servers : ICollectionFixture<MariaDbServer>, ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "servers";
}
