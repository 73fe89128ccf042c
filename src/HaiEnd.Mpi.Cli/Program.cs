Console.WriteLine("haiend");
